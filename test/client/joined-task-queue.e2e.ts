import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { TeardownClient } from '../../client/teardown-client.js';
import { commandOn } from '../support/processes/command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('the warning that no worker polls the task queue', () => {
  let harness: Harness;
  const { run } = commandOn(() => harness);
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });

  it('is about the queue of the joined run, and not about that of the client', async () => {
    const nobodys = `nobody-${randomUUID()}`;
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    const [waiting, running] = [await addTraining(), await addTraining()];
    const idle = await new TeardownClient(harness.client, { taskQueue: nobodys }).start(waiting);
    const busy = await client.start(running);
    const join = ['--yes', '--no-wait'];
    assert.match(
      (await run('delete', waiting, ...join)).err,
      new RegExp(`polling the task queue ${nobodys},`),
    );
    assert.equal((await run('delete', running, ...join, '--task-queue', nobodys)).err, '');
    await harness.client.workflow.getHandle(idle.teardown.workflowId).terminate();
    await busy.teardown.cancel();
  });
});
