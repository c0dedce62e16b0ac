import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import { TeardownClient } from '../../../client/index.js';
import { arnDigest } from '../../../contract/arn-digest.js';
import type { Duration } from '../../../contract/duration.js';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../../local-stack/temporal-server.js';
import { eventually } from '../../support/eventually.js';
import { APPROVAL, update } from '../../support/temporal/decisions.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import type { teardownModel } from '../../../workflows/index.js';

describe('a teardown with a long history', () => {
  let server: TemporalServer;
  let harness: Harness;
  before(async function () {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: {
        'limit.historyCount.suggestContinueAsNew': '30',
        'history.timerProcessorMaxTimeShift': '"1ms"',
      },
    });
    harness = await startHarness({ address: server.address, intervalMs: SELDOM_MS });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  const runsOf = async (workflowId: string) => {
    const runs: string[] = [];
    for await (const { runId, status } of harness.client.workflow.list({
      query: `WorkflowId = '${workflowId}'`,
    })) {
      runs.push(`${runId} ${status.name}`);
    }
    return runs;
  };

  /** The run may end at any moment, and a signal that comes too late is no error. */
  const checkNow = async (workflowId: string) => {
    try {
      await harness.client.workflow.getHandle(workflowId).signal('checkNow');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
  const hurry = (workflowId: string, done: () => Promise<void>) =>
    eventually(async () => {
      await checkNow(workflowId);
      await done();
    });

  it('continues as new when the server suggests it, and returns all of its steps', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start({ projectVersionArn: arn, requestedBy: 'ops', deadline: '36h' });
    await harness.reaches(handle, 'training');
    const { startedAt, deadlineAt } = await harness.progress(handle);

    const latest = harness.client.workflow.getHandle(handle.workflowId);
    await hurry(handle.workflowId, async () => assert.ok((await runsOf(handle.workflowId)).length > 1));
    await harness.reaches(latest, 'training');
    assert.equal((await harness.progress(latest)).deadlineAt, deadlineAt);
    const { typedSearchAttributes } = await latest.describe();
    assert.equal(typedSearchAttributes.get({ name: 'TeardownPhase', type: 'KEYWORD' }), 'training');
    assert.equal(typedSearchAttributes.get({ name: 'TeardownRequestedBy', type: 'KEYWORD' }), 'ops');

    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await hurry(handle.workflowId, async () => assert.equal(await harness.emulator.statusOf(arn), undefined));
    await checkNow(handle.workflowId);
    const result = await handle.result();
    assert.equal(result.outcome, 'deleted');
    assert.equal(result.startedAt, startedAt);
    assert.equal(result.requestedBy, 'ops');
    assert.deepEqual(
      result.steps.map(({ to }) => to),
      ['TRAINING_IN_PROGRESS', 'TRAINING_COMPLETED', 'DELETING', 'GONE'],
    );
  });

  it('continues under its workflow ID after encryption was turned on', async () => {
    const { emulator } = harness;
    const taskQueue = `test-${randomUUID()}`;
    const workerOf = (workflows: 'plain' | 'encrypted') =>
      startHarness({
        address: server.address,
        intervalMs: SELDOM_MS,
        beside: { taskQueue, emulator },
        workflows,
      });
    const plain = await workerOf('plain');
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { workflowId } = await plain.start(arn);
    const latest = harness.client.workflow.getHandle<typeof teardownModel>(workflowId);
    await harness.reaches(latest, 'training');
    await plain.close();

    const encrypted = await workerOf('encrypted');
    try {
      await hurry(workflowId, async () => assert.ok((await runsOf(workflowId)).length > 1));
      await harness.emulator.setStatus(arn, 'GONE');
      await checkNow(workflowId);
      const result = await latest.result();
      assert.equal(result.outcome, 'alreadyGone');
      const { startTime } = await latest.describe();
      assert.ok(Date.parse(result.startedAt) < startTime.getTime(), 'it has forgotten when it began');
      assert.deepEqual(await runsOf(`teardown-model/${arnDigest(arn)}`), []);
    } finally {
      await encrypted.close();
    }
  });

  it('keeps decisions, whenever they were made', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const handle = await harness.start({
      projectVersionArn: arn,
      approval: { required: true },
      gracePeriod: '2h',
    });
    const { workflowId } = handle;
    // Of whichever run is the latest.
    const latest = harness.client.workflow.getHandle(workflowId);
    const teardown = new TeardownClient(harness.client).teardownOf(arn);
    await teardown.decide('approve', { by: 'ana' });
    await eventually(() => assert.ok(harness.operations(arn).includes('StopProjectVersion')));
    await harness.emulator.setStatus(arn, 'STOPPED');
    await checkNow(workflowId);
    await harness.reaches(latest, 'held');
    const { graceEndsAt: before = '' } = await harness.progress(latest);

    let postponed = 0;
    while ((await runsOf(workflowId)).length < 3 && postponed < 100) {
      const hour = { by: 'ana', for: '1h' as Duration };
      await Promise.all([1, 2, 3, 4].map(() => teardown.decide('postpone', hour)));
      postponed += 4;
    }
    const { graceEndsAt: after = '', decisions } = await harness.progress(latest);
    assert.equal(Date.parse(after) - Date.parse(before), postponed * 3_600_000);
    assert.equal(decisions.filter(({ decision }) => decision === 'postpone').length, postponed);
    assert.equal(decisions[0]?.decision, 'approve');

    await teardown.decide('restore', { by: 'ana' });
    await eventually(() => assert.ok(harness.operations(arn).includes('StartProjectVersion')));
    await harness.emulator.setStatus(arn, 'RUNNING');
    await checkNow(workflowId);
    assert.equal((await handle.result()).outcome, 'restored');
    assert.ok(!harness.operations(arn).includes('DeleteProjectVersion'));
  });

  it('keeps backing off while AWS reports that the model is in use', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({
      kind: { code: 'ResourceInUseException', message: 'Specified resource is in use.' },
      operation: 'DeleteProjectVersion',
    });
    const handle = await harness.start(arn);
    await hurry(handle.workflowId, async () => assert.ok((await runsOf(handle.workflowId)).length > 1));
    harness.emulator.faults.clear();
    await hurry(handle.workflowId, async () => assert.equal(await harness.emulator.statusOf(arn), undefined));
    await checkNow(handle.workflowId);
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('refuses the restore of a model that it has not stopped', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const { workflowId } = await harness.start({ projectVersionArn: arn, gracePeriod: '1d', ...APPROVAL });
    const latest = harness.client.workflow.getHandle(workflowId);
    await harness.reaches(latest, 'awaitingApproval');
    await assert.rejects(update(latest, 'restore'));
    await hurry(workflowId, async () => assert.ok((await runsOf(workflowId)).length > 1));
    await harness.reaches(latest, 'awaitingApproval');
    await assert.rejects(update(latest, 'restore'));
    await latest.signal('restore', { by: 'ana' });
    await eventually(async () => {
      const { decisions, refusedSignal } = await harness.progress(latest);
      assert.deepEqual([decisions, refusedSignal?.signal], [[], 'restore']);
    });
    await latest.cancel();
    await assert.rejects(latest.result());
    assert.deepEqual(harness.changes(arn), []);
  });
});
