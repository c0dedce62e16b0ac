import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { SweepActivities } from '../../contract/activities.js';
import type { ChildToJoin } from '../../contract/child-end.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { whileBeating } from '../aws/call.js';
import { notYet } from './not-yet.js';
import type { pollInterval } from './poll-interval.js';

/**
 * Polls a teardown that the parent started in an earlier run. While the teardown is running, it fails with `notYet`, unless it
 * is not to wait.
 */
export function joinTeardown(
  { workflowId, parentId, wait = true, whole = false }: ChildToJoin,
  interval: typeof pollInterval,
): ReturnType<SweepActivities['joinTeardown']> {
  return whileBeating(async () => {
    const handle = getClient().workflow.getHandle(workflowId);
    const { status, parentExecution } = await handle.describe();
    if (parentExecution?.workflowId !== parentId) return undefined;
    if (status.name === 'RUNNING') {
      if (!wait) return { state: 'running' };
      const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
      throw notYet(`${workflowId} is still running`, interval('deleted', Math.max(0, now - began)));
    }
    try {
      const result = (await handle.result()) as TeardownResult;
      return { state: result.outcome, ...(whole && { result }) };
    } catch (error) {
      const cause = error instanceof WorkflowFailedError ? error.cause : error;
      if (cause instanceof CancelledFailure) return { state: 'cancelled' };
      const type = cause instanceof ApplicationFailure ? String(cause.type) : 'Error';
      return {
        state: 'failed',
        failure: { type, message: cause instanceof Error ? cause.message : String(cause) },
      };
    }
  });
}
