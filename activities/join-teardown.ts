import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ChildEnd } from '../contract/activities.js';
import type { TeardownResult } from '../contract/result.js';
import { whileBeating } from './call-aws.js';
import { notYet } from './not-yet.js';
import type { pollInterval } from './poll-interval.js';

/** One look at a teardown that its parent has started in an earlier attempt. While it goes on it fails with `notYet`. */
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
      throw notYet(`${workflowId} goes on`, interval('deleted', Math.max(0, now - began)));
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
