import assert from 'node:assert/strict';
import { WorkflowNotFoundError } from '@temporalio/client';
import { TeardownClient } from '../../client/teardown-client.js';
import type { TeardownHandle } from '../../client/teardown-handle.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { reset } from '../support/temporal/reset.js';

describe('the result of a teardown that an operator resets', () => {
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const handleOf = (arn: ProjectVersionArn) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  /** Starts a teardown that waits until its model is trained. */
  const startTraining = async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { teardown } = await client.start(arn);
    await harness.reaches(handleOf(arn), 'training');
    return { arn, teardown };
  };
  /** Resets the latest run, and waits until the new run has begun to wait. */
  const resetLatest = async (arn: ProjectVersionArn) => {
    await reset(harness.client, handleOf(arn));
    await harness.reaches(handleOf(arn), 'training');
  };
  const endTraining = async (arn: ProjectVersionArn) => {
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await client.teardownOf(arn).checkNow();
  };
  /** Deletes a run, as its retention period does. */
  const remove = async ({ workflowId, runId = '' }: TeardownHandle) => {
    const workflowExecution = { workflowId, runId };
    await harness.client.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
    const run = harness.client.workflow.getHandle(workflowId, runId);
    await eventually(() => assert.rejects(run.describe(), WorkflowNotFoundError));
  };

  it('is that of the new run, for a caller who has started the teardown, also after a second reset', async () => {
    const { arn, teardown } = await startTraining();
    const result = teardown.result();
    // The wait goes on: its failure would otherwise end the process before it is awaited.
    result.catch(() => undefined);
    await resetLatest(arn);
    await resetLatest(arn);
    await endTraining(arn);
    assert.equal((await result).outcome, 'deleted');
    // The first run was terminated long ago.
    assert.equal((await teardown.result()).outcome, 'deleted');
  });

  it('is that of the new run, for a caller who waits for the latest one', async () => {
    const { arn } = await startTraining();
    const result = client.teardownOf(arn).result();
    result.catch(() => undefined);
    await resetLatest(arn);
    await endTraining(arn);
    assert.equal((await result).outcome, 'deleted');
  });

  it('is an error if the new run is terminated', async () => {
    const { arn, teardown } = await startTraining();
    await resetLatest(arn);
    const failed = assert.rejects(teardown.result(), { type: 'Terminated' });
    await handleOf(arn).terminate();
    await failed;
  });

  it('is an error if the run was terminated, and the teardown started again', async () => {
    const { arn, teardown } = await startTraining();
    await handleOf(arn).terminate();
    const { teardown: second, joined } = await client.start(arn);
    assert.equal(joined, false);
    await assert.rejects(teardown.result(), {
      type: 'Terminated',
      message: /was terminated\. It may have been stopping or deleting: check the model/,
    });
    await second.cancel();
  });

  it('is that of the newest run once the runs before it are past their retention period', async () => {
    const { arn, teardown: first } = await startTraining();
    await resetLatest(arn);
    const { teardown: second, joined } = await client.start(arn);
    assert.equal(joined, true);
    const results = Promise.all([first.result(), second.result()]);
    results.catch(() => undefined);
    await resetLatest(arn);
    await Promise.all([first, second].map(remove));
    await resetLatest(arn);
    await endTraining(arn);
    for (const { outcome } of [...(await results), await first.result()]) assert.equal(outcome, 'deleted');
  });
});
