import { CancellationScope, getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';

const CANCELS = 'cancels-children-after-a-reset';
const CANCELS_CONTINUED = 'cancels-children-that-continued-as-new';

/**
 * Returns whether this run may be one that was reset. It learns only that it is not the first of its workflow. For validators
 * and other code that no replay executes: there, a run may have another ID.
 */
export function mayBeReset(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId !== firstExecutionRunId;
}

/**
 * Returns whether this run may be one that was reset, and does something about it that earlier versions did not do, nor the
 * same run before its reset. So this adds a marker to the history, which a replay follows.
 */
export function actsAsReset(patch: string): boolean {
  return (workflowInfo().unsafe.isReplaying || mayBeReset()) && patched(patch);
}

const actedAsFirst = new Set<string>();

/**
 * Returns whether this run is the first of its workflow, and does something about it that earlier versions did not do. A run
 * that was reset goes on as the run before its reset began, as a replay does.
 */
export function actsAsFirst(patch: string): boolean {
  const isFirst = workflowInfo().unsafe.isReplaying || !mayBeReset() || actedAsFirst.has(patch);
  if (!isFirst || !patched(patch)) return false;
  actedAsFirst.add(patch);
  return true;
}

/** Returns whether this run has continued as new from another one, and so may not have been reset. */
export function hasContinued(): boolean {
  return workflowInfo().continuedFromExecutionRunId !== undefined;
}

/**
 * Returns when this workflow began, in epoch milliseconds: what was started before that is of an earlier workflow with its ID.
 * Returns undefined in a run that has continued as new, to which the runs before carry it, unless an earlier version began them.
 */
export function firstStart(): number | undefined {
  return hasContinued() ? undefined : workflowInfo().startTime.getTime();
}

/**
 * Cancels a child with the current scope, whichever run of it is the newest. The SDK's own cancellation names the first run:
 * - If the child has continued as new, Temporal accepts the cancellation, which then reaches nobody.
 * - If an earlier attempt of a run that was reset has started the child, Temporal refuses it, which the SDK ignores.
 *
 * @param ended resolves or rejects when the child has ended
 */
export function cancelWithScope(workflowId: string, ended: Promise<unknown>): void {
  let isRunning = true;
  const stop = () => {
    isRunning = false;
  };
  ended.then(stop, stop);
  CancellationScope.current().cancelRequested.catch(() => {
    if (isRunning && (actsAsReset(CANCELS) || patched(CANCELS_CONTINUED))) void cancelRun(workflowId);
  });
}

/** Cancels another run. One that has ended needs no cancellation. */
export async function cancelRun(workflowId: string): Promise<void> {
  const run = getExternalWorkflowHandle(workflowId);
  await CancellationScope.nonCancellable(() => run.cancel()).catch(() => undefined);
}
