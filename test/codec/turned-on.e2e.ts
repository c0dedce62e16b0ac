import assert from 'node:assert/strict';
import { arnDigest } from '../../contract/arn-digest.js';
import { startHarness, type Harness } from '../support/harness.js';

describe('where payloads are encrypted since', () => {
  let harness: Harness;
  before(async () => (harness = await startHarness({ workflows: 'encrypted' })));
  after(() => harness.close());

  const wasStarted = async (workflowId: string) =>
    harness.client.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => true,
        () => false,
      );

  it('a run that continues one from before goes on under the id that it has', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const control = {
      approval: 'given',
      paused: false,
      restore: 'none',
      graceOver: false,
      stopSent: true,
      decisions: [],
    };
    const startedAt = '2026-01-01T00:00:00.000Z';
    const carried = { startedAt, steps: [], deleteSent: false, refusals: 0, control };
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `teardown-model/${arn}`,
      args: [arn, carried],
    });
    const result = (await handle.result()) as { outcome: string; startedAt: string };
    assert.deepEqual([result.outcome, result.startedAt], ['deleted', startedAt]);
    assert.equal(await wasStarted(`teardown-model/${arnDigest(arn)}`), false);
  });

  it('a new run under an id with an ARN in it hands over to the one without', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.start(arn);
    assert.equal((await handle.result()).outcome, 'deleted');
    const { memo } = await harness.client.workflow.getHandle(`teardown-model/${arnDigest(arn)}`).describe();
    assert.deepEqual(memo, { projectVersionArn: arn });
  });
});
