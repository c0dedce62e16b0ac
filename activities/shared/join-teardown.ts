import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowFailedError, WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { SweepActivities } from '../../contract/activities.js';
import type { ChildEnd, ChildToJoin } from '../../contract/child-end.js';
import type { TeardownResult } from '../../contract/model/result.js';
import type { ProjectResult } from '../../contract/project/result.js';
import { isOpen } from '../../contract/open-runs.js';
import { whileBeating } from '../aws/call.js';
import { isStartedBy } from './started-by.js';
import { notYet } from './not-yet.js';
import type { pollInterval } from './poll-interval.js';

/**
 * Polls a teardown that the parent started in an earlier run. Until the teardown has ended, it fails with `notYet`, unless it is
 * not to wait. If the server no longer has the teardown, nothing is known of its parent or its end.
 */
export function joinTeardown(child: ChildToJoin, interval: typeof pollInterval): Joined {
  return whileBeating(() =>
    join(child, interval).catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }),
  );
}

type Joined = ReturnType<SweepActivities['joinTeardown']>;

async function join(
  { workflowId, wait = true, whole = false, ...parent }: ChildToJoin,
  interval: typeof pollInterval,
): Joined {
  const { workflow } = getClient();
  const run = await workflow.getHandle(workflowId).describe();
  if (!isStartedBy(parent, run)) return undefined;
  const { status, runId } = run;
  if (isOpen(status.name)) {
    if (!wait) return { state: 'running' };
    const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
    throw notYet(`${workflowId} is still running`, interval('deleted', Math.max(0, now - began)));
  }
  // Of that run: meanwhile, somebody may have started another one with this id.
  return endOf(workflow.getHandle(workflowId, runId), whole);
}

/** @throws whatever keeps the result from being read. Only the server's own word is the end of a run. */
async function endOf(handle: WorkflowHandle, whole: boolean): Promise<ChildEnd> {
  try {
    const result = (await handle.result()) as TeardownResult | ProjectResult;
    return { state: result.outcome, ...(whole && { result }) };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (cause instanceof CancelledFailure) return { state: 'cancelled' };
    const type = cause instanceof ApplicationFailure ? String(cause.type) : 'Error';
    return { state: 'failed', failure: { type, message: cause?.message ?? error.message } };
  }
}
