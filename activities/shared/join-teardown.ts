import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ChildEnd } from '../../contract/activities.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { whileBeating } from '../aws/call.js';
import { notYet } from './not-yet.js';
import type { pollInterval } from './poll-interval.js';

/** Polls a teardown that the parent started in an earlier run. Fails with `notYet` while the teardown is running. */
export function joinTeardown(
  { workflowId, parentId }: { readonly workflowId: string; readonly parentId: string },
  interval: typeof pollInterval,
): Promise<ChildEnd | undefined> {
  return whileBeating(async () => {
    const handle = getClient().workflow.getHandle(workflowId);
    const { status, parentExecution } = await handle.describe();
    if (parentExecution?.workflowId !== parentId) return undefined;
    if (status.name === 'RUNNING') {
      const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
      throw notYet(`${workflowId} is still running`, interval('deleted', Math.max(0, now - began)));
    }
    try {
      const { outcome } = (await handle.result()) as TeardownResult;
      return { state: outcome };
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
