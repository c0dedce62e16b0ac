import assert from 'node:assert/strict';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { TeardownResult } from '../../../contract/model/result.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { HOUR, MINUTE, useSkippedTime } from '../../support/temporal/skipped-time.js';

describe('a wait of many hours on the time-skipping server', () => {
  const time = useSkippedTime();

  for (const hours of [1, 6, 24, 30]) {
    it(`lasts through ${hours} h of training, and notices its end within the smaller of 10 % and 30 min`, async () => {
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
      // Without training: a look, Delete and its confirmation, 23 events; and one of the timer for the run's time-out,
      // which this server gives to every run.
      const mostEvents = 24 + 100 * Math.max(1, hours / 24);
      assert.ok((events?.length ?? 0) <= mostEvents, `${events?.length} events`);
      // With some to spare: 14 looks half a minute apart, 56 each 7.2 % after the one
      // before, then one every 22.5 min; and one at the end of each period. The rest is the deletion.
      const most = 14 + 56 + Math.max(0, hours - 5.2) * (60 / 22.5) + hours / 2 + 12;
      assert.ok(time.callsAbout(arn).length <= most, `${time.callsAbout(arn).length} calls`);
    });
  }

  it('lasts through 12 h of stopping without adding events', async () => {
    const arn = await time.addModel({
      status: 'STOPPING',
      becomes: [{ afterMs: 12 * HOUR, status: 'STOPPED' }],
    });
    const handle = await time.start(arn);
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    const { events = [] } = await handle.fetchHistory();
    // Three are of the run's time-out, which this server gives to every run: its timer, and the marker of what it counts from.
    assert.equal(events?.length, 32);
  });

  it('keeps its poll through a check that finds nothing new, long after Stop too', async () => {
    const arn = await time.addModel({ status: 'RUNNING', holds: ['STOPPING'] });
    const handle = await time.start(arn);
    await time.sleepUntil(handle, 'stopping', '1m');
    await time.environment.sleep('5m');
    await handle.signal('checkNow');
    await time.environment.sleep('5m');
    await time.emulator.setStatus(arn, 'STOPPED');
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    const { events } = await handle.fetchHistory();
    const polls = (events ?? []).filter(
      ({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType?.name === 'waitForChange',
    );
    assert.equal(polls.length, 2);
  });

  it('rejects the teardown if nobody approves within seven days', async () => {
    const arn = await time.addModel({ status: 'RUNNING' });
    const began = await time.environment.currentTimeMs();
    const handle = await time.start(arn, { approval: { required: true } });
    const result = (await handle.result()) as TeardownResult;
    assert.equal(result.outcome, 'rejected');
    assert.equal(Math.round((Date.parse(result.finishedAt) - began) / (24 * HOUR)), 7);
  });

  it('ends at the deadline during training, without having changed anything', async () => {
    const arn = await time.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await time.start(arn, { deadline: '20h' });
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /waiting for the training to end.*DeleteProjectVersion was not sent/);
    assert.equal(await time.emulator.statusOf(arn), 'TRAINING_IN_PROGRESS');
  });

  it("ends by itself, in words, before its starter's own time-out ends it", async () => {
    const arn = await time.addModel({ status: 'RUNNING' });
    const handle = await time.environment.client.workflow.start('teardownModel', {
      taskQueue: 'test',
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, gracePeriod: '2d' }],
      workflowExecutionTimeout: '1d',
    });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(message, /^The deadline .* passed while waiting for the grace period to end/);
    assert.equal(await time.emulator.statusOf(arn), 'STOPPED');
  });

  it('ends at the deadline and reports that Delete was sent if it was not confirmed in time', async () => {
    const arn = await time.addModel({ status: 'STOPPED' });
    time.emulator.faults.add({ kind: 'throttle', operation: 'DeleteProjectVersion' });
    const failure = await failureOf((await time.start(arn, { deadline: '2h' })).result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /DeleteProjectVersion was sent, but/);
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

  it('tolerates a denial for a minute even after hours of polling', async () => {
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
