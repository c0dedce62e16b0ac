import assert from 'node:assert/strict';
import type { TeardownResult } from '../../contract/result.js';
import { failureOf } from '../support/failure-of.js';
import { HOUR, MINUTE, useSkippedTime } from '../support/skipped-time.js';

describe('a wait of many hours, on the time-skipping server', () => {
  const time = useSkippedTime();

  for (const hours of [1, 6, 24, 30]) {
    it(`sits through ${hours} h of training, and notices its end within the smaller of 10 % and 30 min`, async () => {
      const afterMs = hours * HOUR;
      const arn = await time.addModel({
        status: 'TRAINING_IN_PROGRESS',
        becomes: [{ afterMs, status: 'TRAINING_COMPLETED' }],
      });
      const created = await time.environment.currentTimeMs();
      const handle = await time.start(arn);
      const result = (await handle.result()) as TeardownResult;
      assert.equal(result.outcome, 'deleted');

      const noticed = Date.parse(result.steps.find(({ to }) => to === 'TRAINING_COMPLETED')?.at ?? '');
      const lag = noticed - (created + afterMs);
      assert.ok(
        lag >= -MINUTE && lag <= Math.min(afterMs / 10, 30 * MINUTE),
        `noticed after ${lag / MINUTE} min`,
      );
      const { events = [] } = await handle.fetchHistory();
      // Without training: a look, the guards, Delete, its confirmation and a notice, 20 events; and two of the timer for the
      // run's time-out, which this server gives to every run.
      const mostEvents = 22 + 100 * Math.max(1, hours / 24);
      assert.ok((events?.length ?? 0) <= mostEvents, `${events?.length} events`);
      // With some to spare: 14 looks half a minute apart, 56 each 7.2 % after the one
      // before, then one every 22.5 min; and one at the end of each period. The rest is the deletion.
      const most = 14 + 56 + Math.max(0, hours - 5.2) * (60 / 22.5) + hours / 2 + 12;
      assert.ok(time.callsAbout(arn).length <= most, `${time.callsAbout(arn).length} calls`);
    });
  }

  it('sits through 12 h of stopping, which adds no event', async () => {
    const arn = await time.addModel({
      status: 'STOPPING',
      becomes: [{ afterMs: 12 * HOUR, status: 'STOPPED' }],
    });
    const handle = await time.start(arn);
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    const { events = [] } = await handle.fetchHistory();
    // Two are of the timer for the run's time-out: this server gives one to every run.
    assert.equal(events?.length, 29);
  });

  it('rejects what nobody has approved in seven days', async () => {
    const arn = await time.addModel({ status: 'RUNNING' });
    const began = await time.environment.currentTimeMs();
    const handle = await time.start(arn, { approval: { required: true } });
    const result = (await handle.result()) as TeardownResult;
    assert.equal(result.outcome, 'rejected');
    assert.equal(Math.round((Date.parse(result.finishedAt) - began) / (24 * HOUR)), 7);
  });

  it('ends at its deadline in the middle of a training, having changed nothing', async () => {
    const arn = await time.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await time.start(arn, { deadline: '20h' });
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /waiting for AWS to end the training.*DeleteProjectVersion was not sent/);
    assert.equal(await time.emulator.statusOf(arn), 'TRAINING_IN_PROGRESS');
  });

  it('ends at its deadline saying that Delete was sent, if it was not confirmed in time', async () => {
    const arn = await time.addModel({ status: 'STOPPED' });
    time.emulator.faults.add({ kind: 'throttle', operation: 'DeleteProjectVersion' });
    const failure = await failureOf((await time.start(arn, { deadline: '2h' })).result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /DeleteProjectVersion had been sent/);
  });

  it('fails with AccessDenied once IAM has denied a call for a minute, even after hours of waiting', async () => {
    const arn = await time.addModel({
      status: 'STOPPING',
      becomes: [{ afterMs: 2 * HOUR, status: 'STOPPED' }],
    });
    const kind = { code: 'AccessDeniedException', message: 'User is not authorized to perform that' };
    time.emulator.faults.add({ kind, operation: 'DeleteProjectVersion' });
    const handle = await time.start(arn);
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'AccessDenied');
    assert.match(failure.message, /rekognition:DeleteProjectVersion.*User is not authorized.*Allow/);
    const denied = time.callsAbout(arn).filter(({ error }) => error === 'AccessDeniedException');
    const lasted = (denied.at(-1)?.at ?? 0) - (denied[0]?.at ?? 0);
    assert.ok(lasted >= MINUTE && lasted < 2 * MINUTE, `denied for ${lasted / 1000} s`);
    assert.equal(await time.emulator.statusOf(arn), 'STOPPED');
  });

  it('gives a denial its minute even when it comes after hours of polling', async () => {
    const arn = await time.addModel({
      status: 'STOPPING',
      becomes: [{ afterMs: 2 * HOUR, status: 'STOPPED' }],
    });
    const when = () => time.callsAbout(arn).length > 20;
    time.emulator.faults.add({ kind: { code: 'AccessDeniedException' }, times: 3, when });
    const result = (await (await time.start(arn)).result()) as TeardownResult;
    assert.equal(result.outcome, 'deleted');
    assert.equal(time.callsAbout(arn).filter(({ error }) => error === 'AccessDeniedException').length, 3);
  });
});
