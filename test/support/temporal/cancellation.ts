import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import type { TeardownRun } from './decisions.js';
import { eventually } from '../eventually.js';
import type { Harness } from './harness.js';

/** Starts a teardown of a model that is stopped, and cancels it once it has sent Delete, which AWS answers no more. */
export async function cancelWhileDeleteIsRetried(
  harness: Harness,
  arn: ProjectVersionArn,
): Promise<TeardownRun> {
  const operation = 'DeleteProjectVersion';
  harness.emulator.faults.add({ kind: 'throttle', operation });
  const handle = await harness.start(arn);
  await eventually(() => assert.ok(harness.operations(arn).includes(operation)));
  await handle.cancel();
  return handle;
}

// EventType of the API.
const [WORKFLOW_TASK_COMPLETED, CANCEL_REQUESTED] = [7, 20];

/** Cancels a run, and waits until it has worked on that. */
export async function cancelAndWaitUntilHandled(handle: WorkflowHandle): Promise<void> {
  await handle.cancel();
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    const types = (events ?? []).map(({ eventType }) => Number(eventType));
    const requested = types.lastIndexOf(CANCEL_REQUESTED);
    assert.ok(requested >= 0 && types.lastIndexOf(WORKFLOW_TASK_COMPLETED) > requested);
  });
}
