import assert from 'node:assert/strict';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset } from '../../support/temporal/reset.js';

const GRACE = { gracePeriod: '1h' };

describe('a closing run', () => {
  it('accepts no decision while it still has to post an event', async () => {
    let isDown = true;
    const notify = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve());
    const harness = await startHarness({ activities: { notify } });
    try {
      const { arn, handle } = await startTeardown(harness, GRACE);
      await harness.reaches(handle, 'held');
      await handle.cancel();
      await eventually(async () => assert.deepEqual((await harness.progress(handle)).accepts, []));
      await assert.rejects(update(handle, 'restore'), ({ cause }: Error) => {
        assert.match((cause as Error).message, /This run (was cancelled and is ending|has ended)/);
        return true;
      });
      isDown = false;
      await assert.rejects(handle.result());
      assert.equal((await handle.describe()).status.name, 'CANCELLED');
      assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
    } finally {
      await harness.close();
    }
  });
});

describe('a teardown', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  it('restores a held model, whoever stopped it', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE);
    await harness.reaches(handle, 'held');
    const again = await reset(harness.client, handle);
    await harness.reaches(again, 'held');
    await update(again, 'restore');
    assert.equal(((await again.result()) as { outcome: string }).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('joins its own model teardowns after the run of a project was reset', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'reset' });
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    const handle = await harness.startProject({ projectArn, ...GRACE });
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await harness.reaches(child, 'held');
    const again = await reset(harness.client, handle);
    await eventually(async () => {
      const { events } = await again.fetchHistory();
      const types = events?.map((it) => it.activityTaskScheduledEventAttributes?.activityType?.name);
      assert.ok(types?.includes('joinTeardown'));
    });
    await update(harness.client.workflow.getHandle(teardownModelWorkflowId(arn)), 'deleteNow');
    const { outcome, models } = (await again.result()) as { outcome: string; models: { state: string }[] };
    assert.equal(outcome, 'deleted');
    assert.deepEqual(
      models.map(({ state }) => state),
      ['deleted'],
    );
  });

  /** A teardown whose next change AWS throttles until `release`. */
  const throttled = async (operation: string, terms: object, status: string) => {
    const release = harness.emulator.faults.add({ kind: 'throttle', operation });
    const { arn, handle } = await startTeardown(harness, terms, { status, minInferenceUnits: 1 });
    await eventually(() => assert.ok(harness.changes(arn).includes(operation)));
    const accepted = () =>
      harness.emulator.calls
        .filter((call) => call.operation === operation && call.input.includes(arn))
        .filter(({ error }) => error === undefined);
    return { arn, handle, release, accepted };
  };

  it('does not stop a model that is restored while AWS throttles Stop', async () => {
    const { arn, handle, accepted } = await throttled('StopProjectVersion', GRACE, 'RUNNING');
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assert.deepEqual(accepted(), []);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  for (const [operation, terms, status, phase] of [
    ['StopProjectVersion', GRACE, 'RUNNING', 'held'],
    ['DeleteProjectVersion', {}, 'STOPPED', 'done'],
  ] as const) {
    it(`sends no ${operation} while it is paused, even if AWS throttled one before`, async () => {
      const { arn, handle, release, accepted } = await throttled(operation, terms, status);
      await handle.signal('pause');
      await harness.reaches(handle, 'paused');
      release();
      assert.equal(await harness.emulator.statusOf(arn), status);
      assert.deepEqual(accepted(), []);
      await handle.signal('resume');
      await harness.reaches(handle, phase);
      await handle.cancel();
      assert.equal(accepted().length, 1);
    });
  }

  it('keeps a model that somebody has started and stopped while it was held', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE, { status: 'TRAINING_COMPLETED' });
    await harness.reaches(handle, 'held');
    await harness.emulator.setStatus(arn, 'STOPPED');
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'reclaimed');
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('keeps a model that has left the statuses in which a sweep selected it', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, ...GRACE }, { selectedIn: ['TRAINING_COMPLETED'] }],
    });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'UnexpectedStatus');
    assert.match(message, /is STOPPED, but the sweep selected models that are TRAINING_COMPLETED/);
    assert.deepEqual(harness.changes(arn), []);
  });

  it('passes the selected statuses of a sweep to each model teardown', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'never-started' });
    const arn = await harness.addModel({ projectArn, status: 'TRAINING_COMPLETED' });
    const sweep = await harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: 'sweep-models/never-started',
      args: [
        {
          accountId: '111122223333',
          region: 'eu-west-1',
          projects: ['never-started'],
          neverStarted: true,
          dryRun: false,
          ...GRACE,
        },
      ],
    });
    await sweep.result();
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    const { events } = await child.fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[1]?.data;
    const { selectedIn } = JSON.parse(Buffer.from(input ?? []).toString()) as { selectedIn: string[] };
    assert.ok(selectedIn.includes('TRAINING_COMPLETED'));
    assert.ok(!selectedIn.includes('STOPPED'));
    await child.cancel();
  });

  it('handles a decision signal like the update', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE);
    await harness.reaches(handle, 'held');
    await handle.signal('approve', { by: 'ana' });
    await eventually(async () => {
      const { refusedSignal } = await harness.progress(handle);
      assert.match(
        refusedSignal?.why ?? '',
        /approve was not accepted. This teardown is not waiting for approval/,
      );
    });
    await handle.signal('postpone', { by: 'ana' });
    await eventually(async () => {
      const { refusedSignal } = await harness.progress(handle);
      assert.match(refusedSignal?.why ?? '', /for must be a duration/);
    });
    await handle.signal('restore', { by: 'ana' });
    const { outcome, decisions } = await handle.result();
    assert.equal(outcome, 'restored');
    assert.deepEqual(
      decisions?.map(({ decision, by }) => [decision, by]),
      [['restore', 'ana']],
    );
    await harness.emulator.setStatus(arn, 'STOPPED');
  });
});

describe('a teardown shortly before the workflow timeout of its starter', () => {
  it('is not ended by a poll that the server does not retry', async () => {
    const harness = await startHarness({ intervalMs: 3_600_000 });
    try {
      const arn = await harness.addModel({ status: 'STOPPED' });
      const handle = await harness.client.workflow.start('teardownModel', {
        taskQueue: harness.taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args: [{ projectVersionArn: arn, ...GRACE }],
        // It ends by itself a third before: 20 s, however busy the machine is.
        workflowExecutionTimeout: '60s',
      });
      const { type, message } = await failureOf(handle.result());
      assert.equal(type, 'DeadlineExceeded');
      assert.match(message, /^The deadline .* passed while waiting for the grace period to end/);
    } finally {
      await harness.close();
    }
  });
});

describe('a restore while it is unknown whether Stop was carried out', () => {
  it('starts the model again once AWS reports it as stopped', async () => {
    const harness = await startHarness({
      emulator: { durations: { starting: 300, stopping: 200 } },
      intervalMs: 100,
    });
    try {
      const arn = await harness.addModel({ status: 'RUNNING' });
      // AWS shows it as RUNNING until the restore was accepted.
      const release = await harness.emulator.holdReads();
      harness.emulator.faults.add({ kind: 'loseResponse', operation: 'StopProjectVersion', times: 1 });
      const handle = await harness.start(arn);
      await harness.reaches(handle, 'backingOff');
      await update(handle, 'restore');
      assert.ok(!harness.changes(arn).includes('StartProjectVersion'));
      release();
      await handle.signal('checkNow');
      assert.equal((await handle.result()).outcome, 'restored');
      assert.equal(harness.changes(arn).at(-1), 'StartProjectVersion');
      assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    } finally {
      await harness.close();
    }
  });
});
