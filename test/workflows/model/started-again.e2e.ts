import assert from 'node:assert/strict';
import { startTeardown } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';

const GRACE = { gracePeriod: '1h' };

describe('a teardown with a grace period', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  it('keeps a model that somebody started before it was observed as stopped', async () => {
    const seed = { status: 'RUNNING', minInferenceUnits: 1, holds: ['STOPPING', 'STARTING'] };
    const { arn, handle } = await startTeardown(harness, GRACE, seed);
    await harness.reaches(handle, 'stopping');
    await eventually(() => assert.deepEqual(harness.changes(arn), ['StopProjectVersion']));
    await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), 'STOPPING'));
    await harness.emulator.setStatus(arn, 'STARTING');
    assert.equal((await handle.result()).outcome, 'reclaimed');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion']);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });

  // A read of RUNNING may be from before Stop for a minute, which is what this test waits for.
  it('keeps a model that is running again after polls have shown STOPPING', async () => {
    const seed = { status: 'RUNNING', minInferenceUnits: 1, holds: ['STOPPING'] };
    const { arn, handle } = await startTeardown(harness, GRACE, seed);
    await harness.reaches(handle, 'stopping');
    await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), 'STOPPING'));
    const looks = harness.operations(arn).length;
    await eventually(() => assert.ok(harness.operations(arn).length > looks + 3));
    await harness.emulator.setStatus(arn, 'RUNNING');
    assert.equal((await handle.result()).outcome, 'reclaimed');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion']);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });
});

describe('a teardown that may not read the tags of a model that it holds', () => {
  it('keeps the model upon a check that shows that somebody started it', async () => {
    const harness = await startHarness({ intervalMs: SELDOM_MS });
    try {
      const { arn, handle } = await startTeardown(harness, GRACE, { status: 'STOPPED', holds: ['RUNNING'] });
      await harness.reaches(handle, 'held');
      const kind = { code: 'AccessDeniedException', message: 'no' };
      harness.emulator.faults.add({ kind, operation: 'ListTagsForResource' });
      await harness.emulator.setStatus(arn, 'RUNNING');
      await handle.signal('checkNow');
      assert.equal((await handle.result()).outcome, 'reclaimed');
      await harness.emulator.setStatus(arn, 'STOPPED');
    } finally {
      await harness.close();
    }
  });
});
