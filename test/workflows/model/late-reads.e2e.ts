import assert from 'node:assert/strict';
import { READ_LAG_MS } from '../../../contract/activities.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { cancelWhileDeleteIsRetried } from '../../support/temporal/cancellation.js';
import { startTeardown, update, type TeardownRun } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const STOP = 'StopProjectVersion';
const DELETE = 'DeleteProjectVersion';
const INVALID = { code: 'InvalidParameterException' };

// Seen in a campaign of chaos: AWS has carried a call out, its answer was lost, and a read does not show it yet.
describe('a teardown with late reads', () => {
  let harness: Harness;
  let release: () => void;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => {
    harness.emulator.faults.clear();
    release();
  });

  const holdReads = async (still?: () => boolean) => {
    release = await harness.emulator.holdReads(still);
  };
  const addModel = (status: string) => harness.addModel({ status });
  const sent = (arn: ProjectVersionArn, operation: string) =>
    harness.changes(arn).filter((it) => it === operation).length;
  const looks = (arn: ProjectVersionArn) =>
    harness.operations(arn).filter((it) => it === 'DescribeProjectVersions').length;
  const loseAnswer = (operation: string) =>
    harness.emulator.faults.add({ kind: 'loseResponse', times: 1, operation });
  const sees = (handle: TeardownRun, status: string) =>
    eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, status));
  /** A teardown that has stopped a model, and keeps it. */
  const startHeld = async () => {
    const teardown = await startTeardown(harness, { gracePeriod: '1h' });
    await harness.reaches(teardown.handle, 'held');
    return teardown;
  };
  /** Looks at the model since Delete was sent for the second time, if it was. */
  const looksSinceSecondDelete = (arn: ProjectVersionArn) => {
    const [, second] = harness.operations(arn).flatMap((it, index) => (it === DELETE ? [index] : []));
    const later = second === undefined ? [] : harness.operations(arn).slice(second);
    return later.filter((it) => it === 'DescribeProjectVersions').length;
  };

  it('returns "deleted" although the answer to Delete was lost', async () => {
    const arn = await addModel('STOPPED');
    await holdReads();
    loseAnswer(DELETE);
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'backingOff');
    release();
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('accepts no decision in between, since Delete may have been carried out', async () => {
    const { arn, handle } = await startHeld();
    await holdReads();
    loseAnswer(DELETE);
    // The first look after the refusal is answered, and the one at the end of the back-off is not.
    const kind = 'throttle';
    const when = () => looksSinceSecondDelete(arn) > 0;
    const answer = harness.emulator.faults.add({ kind, operation: 'DescribeProjectVersions', when });
    await update(handle, 'deleteNow');
    await eventually(() => assert.ok(looksSinceSecondDelete(arn) > 1));
    const { phase, accepts } = await harness.progress(handle);
    assert.equal(phase, 'backingOff');
    assert.deepEqual(accepts, []);
    await assert.rejects(update(handle, 'restore'), ({ cause }: Error) => {
      assert.match((cause as Error).message, /DeleteProjectVersion was already sent/);
      return true;
    });
    release();
    answer();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('waits for the confirmation if it is cancelled while Delete is sent again', async () => {
    const arn = await addModel('STOPPED');
    // The first look after the cancel is late, and the second is not.
    let before = Infinity;
    await holdReads(() => {
      if (sent(arn, DELETE) > 0) before = Math.min(before, looks(arn));
      return looks(arn) <= before;
    });
    loseAnswer(DELETE);
    const handle = await cancelWhileDeleteIsRetried(harness, arn);
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.equal(looks(arn), before + 2);
  });

  it('is restored only once the model is running, however early the restore', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', holds: ['STOPPING'] });
    await holdReads();
    const handle = await harness.start(arn);
    await sees(handle, 'STOPPING');
    await update(handle, 'restore', { by: 'mary' });
    const lookedAtOnce = looks(arn) + 2;
    await eventually(() => assert.ok(looks(arn) > lookedAtOnce));
    assert.deepEqual(harness.changes(arn), [STOP]);
    // From here on, reads show it as stopped, which Start then changes.
    await harness.emulator.setStatus(arn, 'STOPPED');
    await holdReads();
    await eventually(() => assert.equal(sent(arn, 'StartProjectVersion'), 1));
    await sees(handle, 'STARTING');
    const started = looks(arn) + 2;
    await eventually(() => assert.ok(looks(arn) > started));
    release();
    assert.equal((await handle.result()).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assert.deepEqual(harness.changes(arn), [STOP, 'StartProjectVersion']);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('sends Delete once, even if checkNow comes right after it', async () => {
    const arn = await addModel('STOPPED');
    await holdReads();
    const handle = await harness.start(arn);
    await sees(handle, 'DELETING');
    const { lookedAt } = await harness.progress(handle);
    await handle.signal('checkNow');
    await eventually(async () => assert.notEqual((await harness.progress(handle)).lookedAt, lookedAt));
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.deepEqual(harness.changes(arn), [DELETE]);
  });

  it('retries once if AWS rejects Stop as invalid because somebody else stopped the model first', async () => {
    const arn = await addModel('RUNNING');
    await holdReads();
    await harness.emulator.setStatus(arn, 'STOPPED');
    harness.emulator.faults.add({ kind: INVALID, operation: STOP, times: 1 });
    const handle = await harness.start(arn);
    await eventually(() => assert.equal(sent(arn, STOP), 2));
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('does not treat a rejected retry of Stop as an invalid request', async () => {
    const arn = await addModel('RUNNING');
    await holdReads();
    loseAnswer(STOP);
    harness.emulator.faults.add({ kind: INVALID, operation: STOP, times: 1 });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'backingOff');
    release();
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('accepts no restore while Delete may have been carried out', async () => {
    const { arn, handle } = await startHeld();
    await holdReads();
    loseAnswer(DELETE);
    await update(handle, 'deleteNow');
    await eventually(() => assert.ok(sent(arn, DELETE) > 1));
    await assert.rejects(update(handle, 'restore', { by: 'mary' }), ({ cause }: Error) => {
      assert.match((cause as Error).message, /DeleteProjectVersion was already sent/);
      return true;
    });
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
  });
});

describe('a teardown with reads that lag by seconds', () => {
  it('returns "deleted" although the answer to Delete was lost', async () => {
    // Longer than an attempt takes to be made again.
    const late = await startHarness({ emulator: { readLagMs: 4000 }, intervalMs: 100 });
    try {
      const createdAt = Date.now() - 10_000;
      const projectArn = await late.emulator.addProject({ name: 'late', createdAt });
      const arn = await late.addModel({ projectArn, status: 'STOPPED', createdAt });
      late.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
      assert.equal((await (await late.start(arn)).result()).outcome, 'deleted');
    } finally {
      await late.close();
    }
  });
});

describe('what a poll of a teardown has found', () => {
  it('counts as of when AWS was asked, not when the run handles it', async () => {
    let polls = 0;
    const harness = await startHarness({
      wrapActivities: (it) => ({
        ...it,
        async waitForChange(wait) {
          polls += 1;
          if (polls > 1) await harness.emulator.setStatus(wait.projectVersionArn, 'GONE');
          const look = polls > 1 ? await it.waitForChange(wait) : await it.describeModel(wait);
          if (polls > 1 || !look.found) return look;
          // As if AWS were asked once reads must show the deletion.
          const askedAt = Date.now() + READ_LAG_MS + 10_000;
          return { ...look, model: { ...look.model, status: 'STOPPED' }, askedAt };
        },
      }),
    });
    try {
      const handle = await harness.start(await harness.addModel({ status: 'STOPPED', holds: ['DELETING'] }));
      assert.equal((await handle.result()).outcome, 'deleted');
      assert.equal((await harness.progress(handle)).deletionsUndone, 1);
    } finally {
      await harness.close();
    }
  });
});
