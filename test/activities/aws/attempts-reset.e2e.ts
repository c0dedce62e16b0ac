import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset } from '../../support/temporal/reset.js';

const DELETE = 'DeleteProjectVersion';

describe('an operator who resets attempts, after AWS has deleted the model and its answer was lost', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ records: 'required' });
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const pendingOf = async (handle: WorkflowHandle) => (await handle.describe()).raw.pendingActivities?.[0];

  const secondAttempt = (handle: WorkflowHandle) =>
    eventually(async () => {
      const pending = await pendingOf(handle);
      assert.equal(pending?.attempt, 2);
      const { workflowId } = handle;
      return { namespace: 'default', execution: { workflowId }, id: pending.activityId ?? null };
    });

  /** Starts a teardown, loses the answer to Delete, and lets no attempt after it reach AWS. */
  const startAndLoseAnswer = async (): Promise<WorkflowHandle> => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: 'loseResponse', times: 1, operation: DELETE });
    harness.emulator.faults.add({ kind: 'throttle', operation: DELETE });
    return harness.start(arn);
  };

  const isOurs = async (handle: WorkflowHandle) => {
    harness.emulator.faults.clear();
    const { outcome, record } = (await handle.result()) as { outcome: string; record?: { written: boolean } };
    assert.deepEqual([outcome, record?.written], ['deleted', true]);
  };

  it('resets the activity', async () => {
    const handle = await startAndLoseAnswer();
    await harness.client.workflowService.resetActivity(await secondAttempt(handle));
    await isOurs(handle);
  });

  it('pauses the activity, and unpauses it with its attempts reset', async () => {
    const handle = await startAndLoseAnswer();
    const activity = await secondAttempt(handle);
    await harness.client.workflowService.pauseActivity(activity);
    await harness.client.workflowService.unpauseActivity({ ...activity, resetAttempts: true });
    await isOurs(handle);
  });

  it('resets the run to a task that the activity has outlasted', async () => {
    const handle = await startAndLoseAnswer();
    await secondAttempt(handle);
    await handle.signal('checkNow');
    await eventually(async () => {
      const { events } = await handle.fetchHistory();
      const signal = events?.findIndex((it) => it.workflowExecutionSignaledEventAttributes) ?? -1;
      const task = events?.findLastIndex((it) => it.workflowTaskCompletedEventAttributes) ?? -1;
      assert.ok(signal >= 0 && task > signal);
    });
    await isOurs(await reset(harness.client, handle, 'last'));
  });
});
