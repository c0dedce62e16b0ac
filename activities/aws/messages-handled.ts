import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, Context, getClient } from '@temporalio/activity';
import { askTemporal, Unsent } from './still-owned.js';

/** How long a message to the run may take to be handled, in milliseconds, before a change gives up its turn. */
const PATIENCE_MS = 1_000;
const INTERVAL_MS = 50;
/** How long the server may take to answer, in milliseconds. */
const ANSWERED_WITHIN_MS = 5_000;

/**
 * Verifies, right before a change is sent, that the run has handled all messages that Temporal has accepted for it. If the
 * workers that handle workflow tasks are suspended or busy, a cancel or a pause can wait for a while, during which the
 * activities go on elsewhere. The pending workflow task shows it.
 *
 * Source: `pending_workflow_task` of DescribeWorkflowExecution, in
 * https://github.com/temporalio/api/blob/master/temporal/api/workflow/v1/message.proto
 *
 * @throws Unsent if a message has not been handled for a second, or if the server does not say
 */
export async function checkMessagesHandled(
  hasPendingTask: () => Promise<boolean> = describeRun,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const { cancellationSignal: signal } = Context.current();
  const isPending = () => askTemporal(hasPendingTask, 'say whether this run has handled all messages');
  for (let waitedMs = 0; await isPending(); waitedMs += INTERVAL_MS) {
    if (waitedMs >= patienceMs) {
      throw new Unsent('a message to this run has not been handled yet, so no request was sent');
    }
    await sleep(INTERVAL_MS, undefined, { signal });
  }
}

async function describeRun(): Promise<boolean> {
  const { workflowExecution: execution = null, namespace } = activityInfo();
  const client = getClient();
  const { pendingWorkflowTask } = await client.withDeadline(Date.now() + ANSWERED_WITHIN_MS, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  return Boolean(pendingWorkflowTask);
}
