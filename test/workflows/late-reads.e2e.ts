import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cancelWhileDeleteIsRetried } from '../support/cancellation.js';
import { eventually } from '../support/eventually.js';
import { failureOf } from '../support/failure-of.js';
import { startHarness, type Harness } from '../support/harness.js';

// Seen in a campaign of chaos: AWS has carried a call out, its answer was lost, and a read does not show it yet.
describe('a teardown that AWS shows late', () => {
  let harness: Harness;
  before(async () => {
    // Longer than an attempt takes to be made again.
    harness = await startHarness({
      emulator: { readLagMs: 4000, durations: { starting: 300, stopping: 200, deleting: 200 } },
      intervalMs: 100,
    });
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());
  const addModel = async (status: string) => {
    const createdAt = Date.now() - 10_000;
    const projectArn = await harness.emulator.addProject({ name: `late-${randomUUID()}`, createdAt });
    return harness.addModel({ projectArn, status, createdAt });
  };
  const deletes = (arn: string) => harness.changes(arn).filter((it) => it === 'DeleteProjectVersion').length;

  it('has deleted what it was told to delete, though the answer was lost', async () => {
    const arn = await addModel('STOPPED');
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
    const { outcome } = await (await harness.start(arn)).result();
    assert.equal(outcome, 'deleted');
  });

  it('takes no decision in between, since Delete may have been carried out', async () => {
    const arn = await addModel('RUNNING');
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
    const handle = await harness.start(arn);
    await eventually(() => assert.ok(deletes(arn) > 1));
    await harness.reaches(handle, 'backingOff');
    assert.deepEqual((await harness.progress(handle)).accepts, []);
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('waits for the confirmation where a cancel comes while Delete is sent again', async () => {
    const arn = await addModel('STOPPED');
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
    const handle = await cancelWhileDeleteIsRetried(harness, arn);
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('is restored once it runs again, however soon somebody wants it back', async () => {
    const arn = await addModel('RUNNING');
    const handle = await harness.start(arn);
    await eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, 'STOPPING'));
    await handle.executeUpdate('restore', { args: [{ by: 'mary' }] });
    assert.equal((await handle.result()).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion', 'StartProjectVersion']);
  });

  it('sends Delete once, however soon somebody has it look again', async () => {
    const arn = await addModel('STOPPED');
    const handle = await harness.start(arn);
    await eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, 'DELETING'));
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.deepEqual(harness.changes(arn), ['DeleteProjectVersion']);
  });

  it('asks once more where AWS calls a Stop invalid that somebody else was faster with', async () => {
    const arn = await addModel('RUNNING');
    const code = 'InvalidParameterException';
    harness.emulator.faults.add({ kind: { code }, operation: 'StopProjectVersion', times: 1 });
    const handle = await harness.start(arn);
    await eventually(() => assert.equal(harness.changes(arn).length, 1));
    await harness.emulator.setStatus(arn, 'STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('takes no refusal of a Stop that was repeated for a fault of the request', async () => {
    const arn = await addModel('RUNNING');
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'StopProjectVersion', times: 1 });
    const code = 'InvalidParameterException';
    harness.emulator.faults.add({ kind: { code }, operation: 'StopProjectVersion', times: 1 });
    assert.equal((await (await harness.start(arn)).result()).outcome, 'deleted');
  });

  it('says that Delete had been sent, where the model is wanted back after that', async () => {
    // Longer than Delete takes to be made again, to be refused and to be backed off from.
    const late = await startHarness({
      emulator: { readLagMs: 10_000, durations: { stopping: 200, deleting: 200 } },
      intervalMs: 100,
    });
    try {
      const createdAt = Date.now() - 20_000;
      const projectArn = await late.emulator.addProject({ name: 'late', createdAt });
      const arn = await late.addModel({ projectArn, status: 'RUNNING', createdAt });
      late.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
      const handle = await late.start(arn);
      await late.reaches(handle, 'backingOff');
      await eventually(async () => assert.ok((await late.progress(handle)).accepts.includes('restore')));
      await handle.executeUpdate('restore', { args: [{ by: 'mary' }] });
      const { type, message } = await failureOf(handle.result());
      assert.equal(type, 'UnexpectedStatus');
      assert.match(message, /was to be started again.*DeleteProjectVersion had been sent before/);
    } finally {
      await late.close();
    }
  });
});
