import assert from 'node:assert/strict';
import type { TeardownResult } from '../../../contract/model/result.js';
import { HOUR, MINUTE, useSkippedTime } from '../../support/temporal/skipped-time.js';

describe('a grace period of many days on the time-skipping server', () => {
  const time = useSkippedTime();

  it('keeps a model through 30 days of grace, then deletes it', async () => {
    const arn = await time.addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const began = await time.environment.currentTimeMs();
    // This server skips to the next look at least, so that looks bound how exact the end is.
    const seldom = await time.createWorker('two-hourly', { interval: () => 2 * HOUR });
    await seldom.runUntil(async () => {
      const handle = await time.start(arn, { gracePeriod: '30d' }, 'two-hourly');
      assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    });
    const sent = time.callsAbout(arn).find(({ operation }) => operation === 'DeleteProjectVersion');
    const days = ((sent?.at ?? 0) - began) / (24 * HOUR);
    assert.ok(days >= 30 && days < 30.1, `${days} days`);
  });

  // On this server, a run is stuck for good if a timer fires while it is being cancelled (temporalio/sdk-java issue 3088).
  // This test therefore decides once, when no timer is due; limits.long.ts decides 90 times, on a real server.
  it('keeps a model through 90 days of grace, and through 90 more if it is postponed', async () => {
    const arn = await time.addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const began = await time.environment.currentTimeMs();
    // Looks add nothing to history, so few will do.
    const seldom = await time.createWorker('seldom', { interval: () => 12 * HOUR });
    await seldom.runUntil(async () => {
      const handle = await time.start(arn, { gracePeriod: '90d' }, 'seldom');
      await time.sleepUntil(handle, 'held', '12h');
      await handle.signal('postpone', { by: 'mary', for: '90d' });
      const { outcome, decisions = [] } = (await handle.result()) as TeardownResult;
      assert.equal(outcome, 'deleted');
      assert.equal(decisions.length, 1);
      const sent = time.callsAbout(arn).find(({ operation }) => operation === 'DeleteProjectVersion');
      const days = ((sent?.at ?? 0) - began) / (24 * HOUR);
      assert.ok(days >= 180 && days < 181, `${days} days`);
    });
  });

  it('is followed by no delete if the teardown was paused during it', async () => {
    const arn = await time.addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const handle = await time.start(arn, { gracePeriod: '2d' });
    const changes = () =>
      time
        .callsAbout(arn)
        .map(({ operation }) => operation)
        .filter((it) => /^(Start|Stop|Delete)/.test(it));
    // Time goes on only when the test says so.
    await time.sleepUntil(handle, 'held', '1m');
    await handle.signal('pause');
    await time.sleepUntil(handle, 'paused', '12h');
    await time.environment.sleep('2d');
    assert.equal(await time.phaseOf(handle), 'paused');
    assert.deepEqual(changes(), ['StopProjectVersion']);
    await handle.executeUpdate('restore', { args: [{ by: 'ana' }] });
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'restored');
    assert.deepEqual(changes(), ['StopProjectVersion', 'StartProjectVersion']);
  });

  it('ends without a delete if somebody starts the model during it', async () => {
    const arn = await time.addModel({
      status: 'STOPPED',
      becomes: [{ afterMs: 4 * 24 * HOUR, status: 'RUNNING' }],
    });
    const began = await time.environment.currentTimeMs();
    const handle = await time.start(arn, { gracePeriod: '30d' });
    const result = (await handle.result()) as TeardownResult;
    assert.equal(result.outcome, 'reclaimed');
    const noticed = Date.parse(result.finishedAt) - began - 4 * 24 * HOUR;
    assert.ok(noticed < 20 * MINUTE, `noticed after ${noticed / MINUTE} min`);
    assert.equal(await time.emulator.statusOf(arn), 'RUNNING');
  });
});
