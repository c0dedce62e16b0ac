import assert from 'node:assert/strict';
import type { TeardownResult } from '../../../contract/model/result.js';
import { APPROVAL, startTeardown, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset, taskOf } from '../../support/temporal/reset.js';

const DAY_MS = 86_400_000;

// Temporal repeats updates and signals right after a reset, when the run has not stopped the model yet.
describe('the reset of a teardown', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const held = async (terms: object = {}) => {
    // The model stays STARTING, so it is not restored before the reset.
    const seed = { status: 'RUNNING', minInferenceUnits: 2, holds: ['STARTING'] };
    const { arn, handle } = await startTeardown(harness, { gracePeriod: '10d', ...terms }, seed);
    if ('approval' in terms) await update(handle, 'approve');
    await harness.reaches(handle, 'held');
    return { arn, handle };
  };
  const assertRestored = async (arn: string, again: { result(): Promise<unknown> }) => {
    const assertChanges = () =>
      assert.deepEqual(harness.changes(arn), ['StopProjectVersion', 'StartProjectVersion']);
    await eventually(assertChanges);
    await harness.emulator.setStatus(arn, 'RUNNING');
    const { outcome, decisions } = (await again.result()) as TeardownResult;
    assert.equal(outcome, 'restored');
    assert.equal(decisions?.at(-1)?.decision, 'restore');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assertChanges();
    await harness.emulator.setStatus(arn, 'STOPPED');
  };

  it('keeps a restore that was accepted before', async () => {
    const { arn, handle } = await held(APPROVAL);
    await update(handle, 'restore');
    await harness.reaches(handle, 'restoring');
    await assertRestored(arn, await reset(harness.client, handle));
  });

  it('keeps a restore that came as a signal before', async () => {
    const { arn, handle } = await held();
    await handle.signal('restore', { by: 'ana' });
    await harness.reaches(handle, 'restoring');
    await assertRestored(arn, await reset(harness.client, handle));
  });

  it('keeps a postponement that was accepted before', async () => {
    const { handle } = await held();
    const promised = /until (\S+)\.$/.exec(await update(handle, 'postpone', { by: 'ana', for: '30d' }))?.[1];
    const again = await reset(harness.client, handle);
    await harness.reaches(again, 'held');
    const { graceEndsAt = '' } = await harness.progress(again);
    assert.ok(Date.parse(graceEndsAt) >= Date.parse(promised ?? ''), `${graceEndsAt}, not ${promised}`);
    assert.ok(Date.parse(graceEndsAt) < Date.now() + 41 * DAY_MS);
    await again.cancel();
    await assert.rejects(again.result());
  });

  it('keeps a postponement of a model that it sees stopped only after the reset', async () => {
    const { arn, handle } = await startTeardown(
      harness,
      { gracePeriod: '10d' },
      { status: 'RUNNING', holds: ['STOPPING'] },
    );
    await harness.reaches(handle, 'stopping');
    await eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, 'STOPPING'));
    const task = await taskOf(handle, 'last');
    await harness.emulator.setStatus(arn, 'STOPPED');
    await harness.reaches(handle, 'held');
    await update(handle, 'postpone', { by: 'ana', for: '30d' });
    const again = await reset(harness.client, handle, { task });
    await harness.reaches(again, 'held');
    const { graceEndsAt = '' } = await harness.progress(again);
    assert.ok(Date.parse(graceEndsAt) > Date.now() + 39 * DAY_MS, graceEndsAt);
    await again.cancel();
    await assert.rejects(again.result());
  });

  it('refuses what it has refused before', async () => {
    const { arn, handle } = await startTeardown(harness, { gracePeriod: '10d', ...APPROVAL });
    await harness.reaches(handle, 'awaitingApproval');
    await assert.rejects(update(handle, 'restore'));
    const again = await reset(harness.client, handle);
    await harness.reaches(again, 'awaitingApproval');
    await assert.rejects(update(again, 'deleteNow'));
    await update(again, 'reject');
    await eventually(async () => assert.equal((await again.describe()).status.name, 'COMPLETED'));
    assert.deepEqual(harness.changes(arn), []);
  });

  for (const [what, seed, phase] of [
    ['is in training', { status: 'TRAINING_IN_PROGRESS', becomes: [] }, 'training'],
    ['never ran', { status: 'TRAINING_COMPLETED' }, 'held'],
  ] as const) {
    it(`refuses the restore of a model that ${what}`, async () => {
      const { arn, handle } = await startTeardown(harness, { gracePeriod: '10d' }, seed);
      await harness.reaches(handle, phase);
      const again = await reset(harness.client, handle);
      await harness.reaches(again, phase);
      await assert.rejects(update(again, 'restore'));
      await again.cancel();
      await assert.rejects(again.result());
      assert.deepEqual(harness.changes(arn), []);
    });
  }

  it('keeps a rejection of a model that was in use, also if nobody uses it any more', async () => {
    const { arn, handle } = await startTeardown(harness, { ifServing: 'ask' });
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'reject');
    await handle.result();
    await harness.emulator.setStatus(arn, 'STOPPED');
    const { outcome } = (await (await reset(harness.client, handle)).result()) as TeardownResult;
    assert.equal(outcome, 'rejected');
    assert.deepEqual(harness.changes(arn), []);
  });
});
