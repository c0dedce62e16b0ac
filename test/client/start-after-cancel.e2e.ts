import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { TeardownClient } from '../../client/teardown-client.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startOtherTeam, type OtherTeam } from '../nexus/other-team.js';

// A cancel takes effect once AWS has answered the Stop that is under way.
describe('a teardown that is started while an earlier one is being cancelled', () => {
  let harness: Harness;
  let client: TeardownClient;
  let others: OtherTeam;
  before(async () => {
    harness = await startHarness({ nexus: true });
    others = await startOtherTeam(harness);
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(async () => {
    await others.close();
    await harness.close();
  });

  /** Returns a model of a project of its own, whose first Stop gets no answer for ten seconds. */
  const addModel = async () => {
    harness.emulator.faults.add({ kind: 'hang', operation: 'StopProjectVersion', times: 1 });
    const name = `project-${randomUUID()}`;
    const projectArn = await harness.emulator.addProject({ name });
    const arn = await harness.addModel({ projectArn, status: 'RUNNING' });
    const isStopping = ({ operation, input }: { readonly operation: string; readonly input: string }) =>
      operation === 'StopProjectVersion' && input.includes(name);
    const untilStopping = () => eventually(() => assert.ok(harness.emulator.calls.some(isStopping)));
    return { projectArn, arn, untilStopping };
  };

  it('does not end with it, if the library starts it', async () => {
    const { arn, untilStopping } = await addModel();
    const { teardown: first } = await client.start(arn);
    await untilStopping();
    await first.cancel();
    const { teardown, joined } = await client.start(arn);
    assert.equal(joined, false);
    assert.equal((await teardown.result()).outcome, 'deleted');
  });

  it('is refused, if no worker carries the cancellation out', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const taskQueue = `nobody-${randomUUID()}`;
    const { teardown: first } = await new TeardownClient(harness.client, { taskQueue }).start(arn);
    await first.cancel();
    await assert.rejects(client.start(arn), {
      type: 'AlreadyInProgress',
      message: /is still being torn down by .*, which is being cancelled\. Start the teardown again when/,
    });
    await harness.client.workflow.getHandle(first.workflowId).terminate();
  });

  it('does not end with it, if a Nexus operation starts it', async () => {
    const { arn, untilStopping } = await addModel();
    const { teardown: first } = await client.start(arn);
    await untilStopping();
    await first.cancel();
    const operation = await others.retireModel({ projectVersionArn: arn });
    assert.equal((await operation.result()).outcome, 'deleted');
  });

  it('does not end with it, if that was part of a project whose run was terminated', async () => {
    const { projectArn, untilStopping } = await addModel();
    const first = await harness.startProject({ projectArn });
    await untilStopping();
    await first.terminate();
    const { outcome } = await (await harness.startProject({ projectArn })).result();
    assert.equal(outcome, 'deleted');
  });
});
