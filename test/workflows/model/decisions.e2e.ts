import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { APPROVAL, startTeardown, update, type TeardownRun } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const GRACE = { gracePeriod: '1h' };
const STOPPING_HELD = { status: 'RUNNING', minInferenceUnits: 2, holds: ['STOPPING'] };

// Tests stop the models that they leave running: AWS lets two run at a time.
describe('a decision about a teardown', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const start = (terms: object, seed?: object) => startTeardown(harness, terms, seed);
  const refused = async (handle: TeardownRun, name: string, why: RegExp, input?: unknown) => {
    await assert.rejects(update(handle, name, input), (error) => {
      assert.ok(error instanceof WorkflowUpdateFailedError);
      assert.ok(error.cause instanceof ApplicationFailure);
      assert.match(error.cause.message, why);
      return true;
    });
  };

  it('approve starts the stop and delete, and is recorded in the result', async () => {
    const { arn, handle } = await start(APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    assert.deepEqual(harness.changes(arn), []);
    assert.match(await update(handle, 'approve', { by: 'ana', note: 'v2 is live' }), /^Approved/);
    const { outcome, decisions } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.deepEqual(
      decisions?.map(({ decision, by, note }) => ({ decision, by, note })),
      [{ decision: 'approve', by: 'ana', note: 'v2 is live' }],
    );
  });

  it('approve is accepted before the approval phase begins', async () => {
    const { arn, handle } = await start(APPROVAL, { status: 'TRAINING_IN_PROGRESS', becomes: [] });
    await harness.reaches(handle, 'training');
    await update(handle, 'approve');
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('reject leaves the model running', async () => {
    const { arn, handle } = await start(APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'reject', { by: 'ben', note: 'still in use' });
    assert.equal((await handle.result()).outcome, 'rejected');
    assert.deepEqual(harness.changes(arn), []);
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('reject also ends the wait for training', async () => {
    const { handle } = await start(APPROVAL, { status: 'TRAINING_IN_PROGRESS', becomes: [] });
    await harness.reaches(handle, 'training');
    await update(handle, 'reject');
    assert.equal((await handle.result()).outcome, 'rejected');
  });

  it('rejects the teardown if nobody approves in time', async () => {
    const { arn, handle } = await start({ approval: { required: true, timeout: '1s' } });
    const { outcome, decisions } = await handle.result();
    assert.equal(outcome, 'rejected');
    assert.deepEqual(
      decisions?.map(({ decision }) => decision),
      ['approvalTimedOut'],
    );
    assert.deepEqual(harness.changes(arn), []);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('restore starts the model again with its earlier inference units', async () => {
    const { arn, handle } = await start(GRACE, {
      status: 'RUNNING',
      minInferenceUnits: 2,
      maxInferenceUnits: 3,
    });
    await harness.reaches(handle, 'held');
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion', 'StartProjectVersion']);
    const sent = harness.emulator.calls.find(
      ({ operation, input }) => operation === 'StartProjectVersion' && input.includes(arn),
    );
    assert.deepEqual(JSON.parse(sent?.input ?? ''), {
      ProjectVersionArn: arn,
      MinInferenceUnits: 2,
      MaxInferenceUnits: 3,
    });
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('restore waits while the account is at its limit of running models', async () => {
    const { arn, handle } = await start(GRACE);
    await harness.reaches(handle, 'held');
    const kind = { code: 'LimitExceededException', message: 'The number of running models is at its limit.' };
    harness.emulator.faults.add({ kind, operation: 'StartProjectVersion', times: 2 });
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('restore is carried out while the model is still stopping', async () => {
    const { arn, handle } = await start({}, STOPPING_HELD);
    await eventually(() => assert.deepEqual(harness.changes(arn), ['StopProjectVersion']));
    await update(handle, 'restore');
    await harness.emulator.setStatus(arn, 'STOPPED');
    assert.equal((await handle.result()).outcome, 'restored');
    assert.ok(!harness.changes(arn).includes('DeleteProjectVersion'));
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('restore fails with a reason if somebody else has deleted the model', async () => {
    const { arn, handle } = await start(GRACE);
    await harness.reaches(handle, 'held');
    await harness.emulator.setStatus(arn, 'GONE');
    await update(handle, 'restore').catch(() => undefined);
    const ended = await handle.result().then(
      ({ outcome }) => outcome,
      (error: Error) => (error.cause as Error).message,
    );
    assert.match(ended, /alreadyGone|it was deleted by somebody else/);
  });

  for (const status of ['STARTING', 'RUNNING', 'FAILED']) {
    it(`is not needed if somebody changes a held model to ${status}: it is reclaimed`, async () => {
      const { arn, handle } = await start(GRACE, {
        status: 'RUNNING',
        minInferenceUnits: 2,
        holds: ['STARTING'],
      });
      await harness.reaches(handle, 'held');
      await harness.emulator.setStatus(arn, status);
      assert.equal((await handle.result()).outcome, 'reclaimed');
      assert.ok(!harness.changes(arn).includes('DeleteProjectVersion'));
      await harness.emulator.setStatus(arn, 'STOPPED');
    });
  }

  it('deleteNow ends the grace period', async () => {
    const { handle } = await start(GRACE);
    await harness.reaches(handle, 'held');
    await update(handle, 'deleteNow');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('postpone extends the grace period', async () => {
    const { handle } = await start(GRACE);
    await harness.reaches(handle, 'held');
    const before = (await harness.progress(handle)).graceEndsAt ?? '';
    await update(handle, 'postpone', { by: 'ana', for: '2h' });
    const { graceEndsAt = '' } = await harness.progress(handle);
    assert.equal(Date.parse(graceEndsAt) - Date.parse(before), 2 * 3_600_000);
    await update(handle, 'deleteNow');
    await handle.result();
  });

  it('is not needed when the grace period ends by itself', async () => {
    const { handle } = await start({ gracePeriod: '1s' });
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('pause delays the stop, and resume continues it', async () => {
    const { arn, handle } = await start(APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    await handle.signal('pause', { by: 'ana' });
    await update(handle, 'approve');
    await harness.reaches(handle, 'paused');
    assert.deepEqual(harness.changes(arn), []);
    await handle.signal('resume');
    const { outcome, decisions } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.deepEqual(
      decisions?.map(({ decision, by }) => [decision, by]),
      [
        ['pause', 'ana'],
        ['approve', 'ana'],
        ['resume', undefined],
      ],
    );
  });

  it('pause delays the delete at the end of a grace period', async () => {
    const { arn, handle } = await start({ gracePeriod: '1s' }, STOPPING_HELD);
    await eventually(() => assert.deepEqual(harness.changes(arn), ['StopProjectVersion']));
    // Before the model is kept: long-waits.long.ts has a pause while it is, where the test decides what time it is.
    await handle.signal('pause');
    await harness.emulator.setStatus(arn, 'STOPPED');
    await harness.reaches(handle, 'paused');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion']);
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  it('is rejected with a reason if it does not apply', async () => {
    const { handle } = await start({ ...APPROVAL, ...GRACE });
    await harness.reaches(handle, 'awaitingApproval');
    await refused(handle, 'restore', /has not stopped the model/);
    await refused(handle, 'postpone', /grace period has not started/, { by: 'ana', for: '1h' });
    await refused(handle, 'approve', /by must be a text of 1 to 256 characters/, {});
    await refused(handle, 'approve', /approve takes an object such as/, null);
    await refused(handle, 'approve', /"who" is not a field of approve/, { by: 'ana', who: 'x' });
    await update(handle, 'approve');
    await refused(handle, 'approve', /was already approved/);
    await refused(handle, 'reject', /was already approved/);
    await harness.reaches(handle, 'held');
    await refused(handle, 'postpone', /for must be a duration/, { by: 'ana', for: 'long' });
    await update(handle, 'deleteNow');
    await handle.result();
    await assert.rejects(update(handle, 'restore'), /already completed/);
  });
});
