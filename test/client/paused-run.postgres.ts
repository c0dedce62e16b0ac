import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TeardownClient } from '../../client/index.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

// Temporal's Workflow Pause, which only servers from 1.30 on have: not the signal `pause` of a teardown.
describe('a teardown that Temporal has paused', function () {
  this.timeout(60000);
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const { run } = commandOn(() => harness);
  const request = (workflowId: string) => ({
    namespace: 'default',
    workflowId,
    identity: 'ana',
    reason: 'a test',
    requestId: randomUUID(),
  });
  const pause = async (workflowId: string) => {
    await harness.client.workflowService.pauseWorkflowExecution(request(workflowId));
    const { status } = await harness.client.workflow.getHandle(workflowId).describe();
    assert.equal(status.name, 'PAUSED');
  };
  const unpause = (workflowId: string) =>
    harness.client.workflowService.unpauseWorkflowExecution(request(workflowId));

  const hasAskedForTags = (arn: string) =>
    harness.emulator.calls.some(
      ({ operation, input }) => operation === 'ListTagsForResource' && input.includes(arn),
    );

  it('is still running: a start joins it, lists show it, and it can be cancelled', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { teardown } = await client.start(arn);
    await harness.reaches(harness.client.workflow.getHandle(teardown.workflowId), 'training');
    await pause(teardown.workflowId);
    assert.equal((await client.start(arn)).joined, true);
    const { code, out, err } = await run('status', arn);
    assert.deepEqual([code, out.split('\n')[0]], [0, `PAUSED  ${teardown.workflowId}`], err);
    assert.match((await run('show', arn)).err, /is still running/);
    await eventually(async () => assert.ok((await run('list', '--running')).out.includes(arn)));
    assert.equal((await run('cancel', arn)).code, 0);
    await unpause(teardown.workflowId);
    await assert.rejects(teardown.result(), { type: 'Cancelled' });
    assert.deepEqual(harness.changes(arn), []);
  });

  it('sends no change that was in line, and goes on once Temporal resumes it', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const tags = harness.emulator.faults.add({ kind: 'hang', operation: 'ListTagsForResource' });
    const { teardown } = await client.start(arn);
    await eventually(() => assert.ok(hasAskedForTags(arn)));
    await pause(teardown.workflowId);
    tags();
    await sleep(2000);
    assert.deepEqual(harness.changes(arn), []);
    await unpause(teardown.workflowId);
    assert.equal((await teardown.result()).outcome, 'deleted');
  });
});
