import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, Context, getClient } from '@temporalio/activity';
import proto from '@temporalio/proto';
import { askTemporal, Unsent } from './still-owned.js';

const { WORKFLOW_EXECUTION_STATUS_RUNNING: RUNNING } = proto.temporal.api.enums.v1.WorkflowExecutionStatus;

/** How long a message to the run may take to be handled, in milliseconds, before a change gives up its turn. */
const PATIENCE_MS = 1_000;
const INTERVAL_MS = 50;
/** How long the server may take to answer, in milliseconds. */
const ANSWERED_WITHIN_MS = 5_000;

/** What the server says about a run. */
interface RunState {
  /** Whether it is neither paused nor ended. */
  readonly isRunning: boolean;
  readonly hasPendingTask: boolean;
}

/**
 * Verifies, right before a change is sent, that the run has handled all messages that Temporal has accepted for it. If the
 * workers that handle workflow tasks are suspended or busy, a cancel or a pause can wait for a while, during which the
 * activities go on elsewhere. The pending workflow task shows it. A run that is paused by Temporal gets no workflow tasks,
 * whatever messages wait for it.
 *
 * Source: `pending_workflow_task` of DescribeWorkflowExecution, in
 * https://github.com/temporalio/api/blob/master/temporal/api/workflow/v1/message.proto
 *
 * @throws Unsent if the run is not running, if a message has not been handled for a second, or if the server does not say
 */
export async function checkMessagesHandled(
  describe: () => Promise<RunState> = describeRun,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const { cancellationSignal: signal } = Context.current();
  for (let waitedMs = 0; await isPending(describe); waitedMs += INTERVAL_MS) {
    if (waitedMs >= patienceMs) {
      throw new Unsent('a message to this run has not been handled yet, so no request was sent');
    }
    await sleep(INTERVAL_MS, undefined, { signal });
  }
}

async function isPending(describe: () => Promise<RunState>): Promise<boolean> {
  const { isRunning, hasPendingTask } = await askTemporal(
    describe,
    'say whether this run has handled all messages',
  );
  if (!isRunning) throw new Unsent('this run is paused or has ended, so no request was sent');
  return hasPendingTask;
}

async function describeRun(): Promise<RunState> {
  const { workflowExecution: execution = null, namespace } = activityInfo();
  const client = getClient();
  const { workflowExecutionInfo: run, pendingWorkflowTask } = await client.withDeadline(
    Date.now() + ANSWERED_WITHIN_MS,
    () => client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  return { isRunning: run?.status === RUNNING, hasPendingTask: Boolean(pendingWorkflowTask) };
}
