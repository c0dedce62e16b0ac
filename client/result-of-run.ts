import {
  TerminatedFailure,
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { abortable, abortableSleep, isPastDeadline } from './call-options.js';
import { failedWith } from './grpc-errors.js';

const RECONNECT_MS = 1000;
/** The codes with which calls end while the server is down, slow or at a limit. */
const OUTAGES = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'] as const;

/** The run that somebody waits for. */
interface Awaited {
  readonly workflowId: string;
  readonly runId: string;
  /** The ID of the first run, which the runs after it keep through resets and continue-as-new. */
  readonly chain: string | undefined;
}

/**
 * Waits for the result of a run, through outages of the Temporal server, and through the runs that replace it: a reset
 * terminates a run, and starts another from an earlier point of its history.
 *
 * @param given.runId default: the latest run
 */
export async function resultOfRun<Result>(
  temporal: Client,
  given: { readonly workflowId: string; readonly runId: string | undefined },
): Promise<Result> {
  let run = await patiently(temporal, () => awaited(temporal, given));
  for (;;) {
    const { workflowId, runId } = run;
    try {
      // Without followRuns, the SDK does not hide which run has ended.
      return await patiently<Result>(temporal, () =>
        temporal.workflow.result(workflowId, runId, { followRuns: false }),
      );
    } catch (error) {
      const next = await patiently(temporal, () => runAfter(temporal, run, error));
      if (next === undefined) throw error;
      run = { ...run, runId: next };
    }
  }
}

async function patiently<T>(temporal: Client, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await abortable(temporal, {}, call);
    } catch (error) {
      if (!failedWith(error, ...OUTAGES) || isPastDeadline(temporal)) throw error;
      await abortableSleep(RECONNECT_MS);
    }
  }
}

async function awaited(
  temporal: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string | undefined },
): Promise<Awaited> {
  try {
    const described = await describe(temporal, workflowId, runId);
    return { workflowId, runId: described.runId, chain: chainOf(described) };
  } catch (error) {
    // A first run that is past its retention period may have been replaced.
    if (!(error instanceof WorkflowNotFoundError) || runId === undefined) throw error;
    return { workflowId, runId, chain: runId };
  }
}

/** Returns the ID of the run that has replaced a run, for which the wait ended with this error. */
async function runAfter(
  temporal: Client,
  { workflowId, runId, chain }: Awaited,
  error: unknown,
): Promise<string | undefined> {
  if (error instanceof WorkflowContinuedAsNewError) return error.newExecutionRunId;
  if (!(await mayBeReplaced(temporal, { workflowId, runId }, error))) return undefined;
  const latest = await describe(temporal, workflowId);
  // A teardown that was started anew is somebody else's: it may have other terms.
  const isNext = chain !== undefined && chainOf(latest) === chain && latest.runId !== runId;
  return isNext ? latest.runId : undefined;
}

async function mayBeReplaced(
  temporal: Client,
  { workflowId, runId }: Omit<Awaited, 'chain'>,
  error: unknown,
): Promise<boolean> {
  if (error instanceof WorkflowNotFoundError) return true;
  if (!(error instanceof WorkflowFailedError)) return false;
  if (error.retryState === 'IN_PROGRESS') return true;
  // A run also fails with this cause if it has handed over to a run that was terminated.
  if (!(error.cause instanceof TerminatedFailure)) return false;
  return (await describe(temporal, workflowId, runId)).status.name === 'TERMINATED';
}

function describe(
  temporal: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription> {
  return readableClient(temporal).workflow.getHandle(workflowId, runId).describe();
}

function chainOf({ raw }: WorkflowExecutionDescription): string | undefined {
  return raw.workflowExecutionInfo?.firstRunId || undefined;
}
