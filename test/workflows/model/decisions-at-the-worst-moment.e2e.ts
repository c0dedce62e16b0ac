import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { APPROVAL, startTeardown, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('a decision at the worst moment', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const start = (terms: object, seed?: object) => startTeardown(harness, terms, seed);

  it('is rejected once Delete was sent', async () => {
    const { arn, handle } = await start({}, { status: 'STOPPED' });
    const release = harness.emulator.faults.add({ kind: 'hang', operation: 'DeleteProjectVersion' });
    await eventually(() => assert.ok(harness.changes(arn).includes('DeleteProjectVersion')));
    await assert.rejects(update(handle, 'restore'), ({ cause }: Error) => {
      assert.match((cause as Error).message, /DeleteProjectVersion was already sent/);
      return true;
    });
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  // The look leads to no command, and the update comes with the next workflow task. The harness replays all runs at the end.
  it('is replayed after the look that came before it', async () => {
    const seed = { status: 'RUNNING', minInferenceUnits: 1, holds: ['STOPPING'] };
    const { arn, handle } = await start({ gracePeriod: '1s' }, seed);
    await eventually(() => assert.deepEqual(harness.changes(arn), ['StopProjectVersion']));
    await handle.signal('pause', {});
    await harness.emulator.setStatus(arn, 'STOPPED');
    await harness.reaches(handle, 'paused');
    const { lookedAt } = await harness.progress(handle);
    await handle.signal('checkNow');
    await eventually(async () => assert.notEqual((await harness.progress(handle)).lookedAt, lookedAt));
    await update(handle, 'postpone', { by: 'ana', for: '1h' });
    await harness.reaches(handle, 'held');
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion', 'StartProjectVersion']);
  });

  it('is accepted for only one of two concurrent, conflicting decisions', async () => {
    const { arn, handle } = await start(APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    const [approved, rejected] = await Promise.allSettled([
      update(handle, 'approve'),
      update(handle, 'reject'),
    ]);
    assert.notEqual(approved.status, rejected.status);
    const { outcome } = await handle.result();
    assert.equal(outcome, approved.status === 'fulfilled' ? 'deleted' : 'rejected');
    if (outcome === 'rejected') assert.deepEqual(harness.changes(arn), []);
  });

  it('never leads to a delete after a restore in the second in which the timer fires', async () => {
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const { arn, handle } = await start(
          { gracePeriod: '2s' },
          { status: 'RUNNING', minInferenceUnits: 1 },
        );
        // The end of the grace period is known even when it is over.
        const graceEndsAt = await eventually(async () => {
          const { graceEndsAt: at } = await harness.progress(handle);
          assert.ok(at !== undefined);
          return Date.parse(at);
        });
        const early = graceEndsAt - Date.now() + 40 * (index - 3);
        await sleep(Math.max(early, 0));
        const restored = await update(handle, 'restore').then(
          () => true,
          () => false,
        );
        if (!restored) {
          assert.equal((await handle.result()).outcome, 'deleted');
          return;
        }
        // There is room for two models to run at a time.
        await eventually(() => assert.notEqual(harness.changes(arn).at(-1), 'StopProjectVersion'));
        await harness.emulator.setStatus(arn, 'RUNNING');
        assert.equal((await handle.result()).outcome, 'restored');
        assert.ok(!harness.changes(arn).includes('DeleteProjectVersion'));
        await harness.emulator.setStatus(arn, 'STOPPED');
      }),
    );
  });
});
