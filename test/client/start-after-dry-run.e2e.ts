import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { TeardownClient } from '../../client/teardown-client.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('a teardown that is started during a dry run', () => {
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  it('is refused, with what to do, if no worker carries the dry run out', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const taskQueue = `nobody-${randomUUID()}`;
    const idle = new TeardownClient(harness.client, { taskQueue });
    const { teardown: plan } = await idle.start({ projectVersionArn: arn, dryRun: true });
    await assert.rejects(client.start(arn), {
      type: 'AlreadyInProgress',
      message:
        `A dry run of ${arn} has not ended yet: the workflow ${plan.workflowId}. Start the teardown when that workflow ` +
        'has ended, or cancel it first. If no worker is running, start one.',
    });
    await harness.client.workflow.getHandle(plan.workflowId).terminate();
    assert.equal((await client.tearDown(arn)).outcome, 'deleted');
  });
});
