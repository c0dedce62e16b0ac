import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { requestOfRun, type Parse } from '../codec/request-of-run.js';
import type { TEARDOWN_MODEL, TEARDOWN_PROJECT } from '../contract/names.js';
import { isOpen } from '../contract/open-runs.js';
import { conflictWith } from '../contract/terms.js';
import { abortable, abortableSleep, type CallOptions } from './call-options.js';
import { workflowOptionsOf, type OwnMetadata, type RunOptions } from './run-options.js';
import { TeardownError } from './teardown-error.js';
import type { TeardownHandle } from './teardown-handle.js';
import { asking, temporalCallError } from './temporal-call-error.js';

/** A teardown that was started or joined. */
export interface StartedTeardown<Handle = TeardownHandle> {
  readonly teardown: Handle;
  /** Whether a teardown was already running. It continues with its own terms. */
  readonly joined: boolean;
}

/** A result, and whether it comes from a teardown that was already running. */
export type JoinedResult<Result> = Result & Pick<StartedTeardown, 'joined'>;

/** When a start may join a teardown that is already running. */
export interface JoinOptions {
  /**
   * Whether to join a running teardown whose terms (grace period, approval and so on) differ from the request. Default:
   * false, which rejects such a request. A dry run and a real teardown never join each other.
   */
  readonly joinAny?: boolean | undefined;
}

/** Options of a start. */
export interface StartOptions extends JoinOptions, RunOptions, CallOptions {}

/** Time for a cancelled teardown or a dry run to end. AWS has ten seconds to answer the call that is under way. */
const ENDS_WITHIN_MS = 30_000;

/** Time between a teardown that could be neither started nor joined and the next attempt. It doubles. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;

type AnyHandle = Pick<TeardownHandle<string>, 'arn' | 'workflowId' | 'runId' | 'describe'> & {
  result(options?: CallOptions): Promise<unknown>;
};

/** The teardown to start or join. */
export interface Job<Request, Handle extends AnyHandle> extends StartOptions {
  readonly type: typeof TEARDOWN_MODEL | typeof TEARDOWN_PROJECT;
  readonly taskQueue: string;
  readonly request: Request;
  readonly parse: Parse<Request>;
  readonly own: OwnMetadata;
  readonly summary: string;
  readonly handle: (runId?: string) => Handle;
}

interface AnyRequest {
  readonly dryRun: boolean;
}

/**
 * Starts a teardown, or joins the one that is running under the same workflow ID.
 *
 * @throws TeardownError `AlreadyInProgress` if the running teardown has different terms, or is a dry run or
 *   being cancelled, and does not end
 */
export async function startOrJoin<Request extends AnyRequest, Handle extends AnyHandle>(
  temporal: Client,
  job: Job<Request, Handle>,
): Promise<StartedTeardown<Handle>> {
  return abortable(temporal, job, async () => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      const started = (await startNew(temporal, job)) ?? (await join(temporal, job));
      if (started) return started;
      await abortableSleep(waitMs);
    }
  });
}

async function startNew<Request, Handle extends AnyHandle>(
  temporal: Client,
  job: Job<Request, Handle>,
): Promise<StartedTeardown<Handle> | undefined> {
  const { type, taskQueue, request, own, summary, handle } = job;
  try {
    const { firstExecutionRunId } = await temporal.workflow.start(type, {
      taskQueue,
      workflowId: handle().workflowId,
      // Not USE_EXISTING: with this SDK, its response does not tell whether the run was started or joined.
      workflowIdConflictPolicy: 'FAIL',
      args: [request],
      staticSummary: summary,
      ...workflowOptionsOf(job, own),
    });
    return { teardown: handle(firstExecutionRunId), joined: false };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    const { arn } = handle();
    const ifLost = 'start it again with the same terms, which joins it';
    throw temporalCallError(error, { asked: `start the teardown of ${arn}`, arn, ifLost });
  }
}

/** Returns the running teardown, or undefined once it has ended, or was ending anyway, so that a new one can be started. */
async function join<Request extends AnyRequest, Handle extends AnyHandle>(
  temporal: Client,
  { request, parse, joinAny = false, handle }: Job<Request, Handle>,
): Promise<StartedTeardown<Handle> | undefined> {
  const { runId, status, raw } = await handle().describe();
  if (!isOpen(status.name)) return undefined;
  const teardown = handle(runId);
  const { arn, workflowId } = teardown;
  // A teardown that somebody has cancelled and started again must not end with the one before.
  if (raw.workflowExtendedInfo?.cancelRequested) {
    return untilEnded(
      teardown,
      `${arn} is still being torn down by the workflow ${workflowId}, which is being cancelled. Start the teardown again when that workflow has ended.`,
    );
  }
  const running = await asking({ asked: `return the terms of the teardown of ${arn}`, arn }, () =>
    requestOfRun(temporal, { workflowId, runId }, parse),
  );
  const isDryRun = running?.dryRun ?? false;
  if (request.dryRun && !isDryRun) {
    throw new TeardownError(
      'AlreadyInProgress',
      `${arn} is already being torn down by the workflow ${workflowId}, so there is nothing to plan. Follow that workflow, or start the dry run when it has ended.`,
    );
  }
  const conflict = conflictWith({ arn, workflowId, request: running }, request);
  if (conflict === undefined || (joinAny && isDryRun === request.dryRun)) return { teardown, joined: true };
  if (!isDryRun) throw new TeardownError('AlreadyInProgress', conflict);
  // The dry run ends soon. Its result would not be the result of this request.
  return untilEnded(
    teardown,
    `A dry run of ${arn} has not ended yet: the workflow ${workflowId}. Start the teardown when that workflow has ended, or cancel it first.`,
  );
}

/**
 * Waits until a run that ends soon has ended.
 *
 * @throws TeardownError `AlreadyInProgress` with the problem, if it does not end
 */
async function untilEnded(teardown: AnyHandle, problem: string): Promise<undefined> {
  await teardown.result({ signal: AbortSignal.timeout(ENDS_WITHIN_MS) }).catch(() => undefined);
  const newest = await teardown.describe();
  if (newest.runId !== teardown.runId || !isOpen(newest.status.name)) return undefined;
  throw new TeardownError('AlreadyInProgress', `${problem} If no worker is running, start one.`);
}
