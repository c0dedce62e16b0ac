import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { temporal } from '@temporalio/proto';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { startTeardown, update } from '../support/decisions.js';
import { eventually } from '../support/eventually.js';
import { failureOf } from '../support/failure-of.js';
import { startHarness, type Harness } from '../support/harness.js';

const GRACE = { gracePeriod: '1h' };

describe('a run that is ending', () => {
  it('accepts no decision, though it has still to post an event', async () => {
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

describe('a teardown keeps its promises', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const reset = async (handle: { readonly workflowId: string }) => {
    const { workflowId } = handle;
    const { events } = await harness.client.workflow.getHandle(workflowId).fetchHistory();
    const { EVENT_TYPE_WORKFLOW_TASK_COMPLETED } = temporal.api.enums.v1.EventType;
    const first = events?.find(({ eventType }) => eventType === EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    await harness.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: first?.eventId ?? null,
    });
    return harness.client.workflow.getHandle(workflowId);
  };

  it('and restores a held model, whoever stopped it', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE);
    await harness.reaches(handle, 'held');
    const again = await reset(handle);
    await harness.reaches(again, 'held');
    await update(again, 'restore');
    assert.equal(((await again.result()) as { outcome: string }).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('and joins its own teardowns of models once the run of a project is reset', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'reset' });
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    const handle = await harness.startProject({ projectArn, ...GRACE });
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await harness.reaches(child, 'held');
    const again = await reset(handle);
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

  it('and does not stop a model that is restored while AWS throttles Stop', async () => {
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
    it(`and sends no ${operation} while it is paused, even if AWS throttled one before`, async () => {
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

  it('and keeps a model that somebody has started and stopped since it is held', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE, { status: 'TRAINING_COMPLETED' });
    await harness.reaches(handle, 'held');
    await harness.emulator.setStatus(arn, 'STOPPED');
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'reclaimed');
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('and leaves a model that has left the statuses in which a sweep selected it', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, ...GRACE }, { selectedIn: ['TRAINING_COMPLETED'] }],
    });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'UnexpectedStatus');
    assert.match(message, /is STOPPED and was selected as one of TRAINING_COMPLETED/);
    assert.deepEqual(harness.changes(arn), []);
  });

  it('and tells each teardown of a sweep in which statuses its model was selected', async () => {
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

  it('and takes a decision that comes as a signal for the update', async () => {
    const { arn, handle } = await startTeardown(harness, GRACE);
    await harness.reaches(handle, 'held');
    await handle.signal('approve', { by: 'ana' });
    await eventually(async () => {
      const { refusedSignal } = await harness.progress(handle);
      assert.match(refusedSignal?.why ?? '', /approve was refused. This teardown needs no approval/);
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

  it("and ends by itself, in words, before its starter's own time-out ends it", async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, ...GRACE }],
      workflowExecutionTimeout: '9s',
    });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(message, /^The deadline .* passed while waiting for the end of the grace period/);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });
});

describe("a teardown that ends before its starter's time-out, though the server sees no time for another look", () => {
  it('is not ended by the poll', async () => {
    const harness = await startHarness({ intervalMs: 3_600_000 });
    try {
      const arn = await harness.addModel({ status: 'STOPPED' });
      const handle = await harness.client.workflow.start('teardownModel', {
        taskQueue: harness.taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args: [{ projectVersionArn: arn, ...GRACE }],
        workflowExecutionTimeout: '9s',
      });
      assert.equal((await failureOf(handle.result())).type, 'DeadlineExceeded');
    } finally {
      await harness.close();
    }
  });
});

describe('a restore while it is not known whether Stop was carried out', () => {
  it('starts the model again, once AWS shows that it is stopped', async () => {
    const harness = await startHarness({
      emulator: { readLagMs: 4000, durations: { starting: 300, stopping: 200 } },
      intervalMs: 100,
    });
    try {
      const createdAt = Date.now() - 10_000;
      const projectArn = await harness.emulator.addProject({ name: `late-${randomUUID()}`, createdAt });
      const arn = await harness.addModel({ projectArn, status: 'RUNNING', createdAt });
      harness.emulator.faults.add({ kind: 'loseResponse', operation: 'StopProjectVersion', times: 1 });
      const handle = await harness.start(arn);
      await harness.reaches(handle, 'backingOff');
      await update(handle, 'restore');
      assert.equal((await handle.result()).outcome, 'restored');
      assert.equal(harness.changes(arn).at(-1), 'StartProjectVersion');
      assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    } finally {
      await harness.close();
    }
  });
});
