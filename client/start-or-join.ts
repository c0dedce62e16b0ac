import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { requestOfRun, type Parse } from '../codec/request-of-run.js';
import type { TeardownMemo } from '../contract/memo.js';
import type { TEARDOWN_MODEL, TEARDOWN_PROJECT } from '../contract/names.js';
import { conflictWith } from '../contract/terms.js';
import { TeardownError } from './teardown-error.js';
import type { TeardownHandle } from './teardown-handle.js';

export interface StartedTeardown<Handle = TeardownHandle> {
  readonly teardown: Handle;
  /** True if one ran already: that one goes on, on its own terms. */
  readonly joined: boolean;
}

/** A result, and whether it is of a teardown that ran already. */
export type JoinedResult<Result> = Result & Pick<StartedTeardown, 'joined'>;

export interface JoinOptions {
  /**
   * Whether to join a teardown that runs even if it has other terms (grace period, approval and so on) than the request.
   * Default: false, and such a request is refused. A dry run and a real teardown never join each other.
   */
  readonly joinAny?: boolean | undefined;
}

type AnyHandle = Pick<TeardownHandle<string>, 'arn' | 'workflowId' | 'describe'> & {
  result(): Promise<unknown>;
};

/** The teardown that is started, or joined. */
export interface Job<Request, Handle extends AnyHandle> extends JoinOptions {
  readonly type: typeof TEARDOWN_MODEL | typeof TEARDOWN_PROJECT;
  readonly taskQueue: string;
  readonly request: Request;
  readonly parse: Parse<Request>;
  readonly memo: TeardownMemo;
  readonly summary: string;
  readonly handle: (runId?: string) => Handle;
}

interface AnyRequest {
  readonly dryRun: boolean;
}

/**
 * Starts a teardown, or joins the one that runs under the same id.
 *
 * @throws TeardownError `AlreadyInProgress` if the one that runs has other terms
 */
export async function startOrJoin<Request extends AnyRequest, Handle extends AnyHandle>(
  temporal: Client,
  job: Job<Request, Handle>,
): Promise<StartedTeardown<Handle>> {
  for (;;) {
    const started = (await startNew(temporal, job)) ?? (await join(temporal, job));
    if (started) return started;
  }
}

async function startNew<Request, Handle extends AnyHandle>(
  temporal: Client,
  { type, taskQueue, request, memo, summary, handle }: Job<Request, Handle>,
): Promise<StartedTeardown<Handle> | undefined> {
  try {
    const { firstExecutionRunId } = await temporal.workflow.start(type, {
      taskQueue,
      workflowId: handle().workflowId,
      // Not USE_EXISTING, whose answer does not say through this SDK which of the two it was.
      workflowIdConflictPolicy: 'FAIL',
      args: [request],
      staticSummary: summary,
      memo: { ...memo },
    });
    return { teardown: handle(firstExecutionRunId), joined: false };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** Returns the run that goes on, or undefined if it has ended by now, so that a new one can be started. */
async function join<Request extends AnyRequest, Handle extends AnyHandle>(
  temporal: Client,
  { request, parse, joinAny = false, handle }: Job<Request, Handle>,
): Promise<StartedTeardown<Handle> | undefined> {
  const { runId, status } = await handle().describe();
  if (status.name !== 'RUNNING') return undefined;
  const teardown = handle(runId);
  const { arn, workflowId } = teardown;
  const running = await requestOfRun(temporal, { workflowId, runId }, parse);
  const isDryRun = running?.dryRun ?? false;
  if (request.dryRun && !isDryRun) {
    throw new TeardownError(
      'AlreadyInProgress',
      `${arn} is being torn down already, by the workflow ${workflowId}: there is nothing left to plan.`,
    );
  }
  const conflict = conflictWith({ arn, workflowId, request: running }, request);
  if (conflict === undefined || (joinAny && isDryRun === request.dryRun)) return { teardown, joined: true };
  if (!isDryRun) throw new TeardownError('AlreadyInProgress', conflict);
  // A dry run is over after a look; joined, it would have this teardown end with a plan, or with another one.
  await teardown.result().catch(() => undefined);
  return undefined;
}
