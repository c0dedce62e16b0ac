import assert from 'node:assert/strict';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

/** CloudWatch has no units of some models: those trained or started before August 2022. */
const WITHOUT_METRIC = { status: 'RUNNING', minInferenceUnits: 0 };

describe('a model that may be in use', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const askedCloudWatch = () => harness.emulator.calls.some(({ operation }) => operation === 'GetMetricData');

  it('is torn down without querying CloudWatch by default', async () => {
    await harness.emulator.addDetections(5);
    const { handle } = await startTeardown(harness, {});
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.equal(askedCloudWatch(), false);
  });

  it('is refused with its metrics by "fail" if its units are in service', async () => {
    const { arn, handle } = await startTeardown(harness, { ifServing: 'fail' });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'ModelRunning');
    assert.match(
      message,
      /2 inference units in service, and 0 DetectCustomLabels calls.*GetMetricData.*StopProjectVersion was not/,
    );
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is refused by "fail" if the account calls DetectCustomLabels in its Region', async () => {
    await harness.emulator.addDetections(5, { at: Date.now() - 600_000 });
    await harness.emulator.addDetections(7);
    const { handle } = await startTeardown(harness, { ifServing: 'fail' }, WITHOUT_METRIC);
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'ModelRunning');
    assert.match(message, /0 inference units in service, and 12 DetectCustomLabels calls/);
  });

  it('is torn down if CloudWatch shows neither in its Region in the last hour', async () => {
    await harness.emulator.addDetections(5, { at: Date.now() - 7_200_000 });
    await harness.emulator.addDetections(5, { region: 'us-east-1' });
    const { handle } = await startTeardown(harness, { ifServing: 'fail' }, WITHOUT_METRIC);
    const { outcome, model } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.deepEqual(model?.traffic, { unitsInService: 0, detections: 0 });
  });

  it('waits for one approval with "ask"', async () => {
    const { arn, handle } = await startTeardown(harness, { ifServing: 'ask' });
    await harness.reaches(handle, 'awaitingApproval');
    const { waitingFor, approvalEndsAt, since } = await harness.progress(handle);
    assert.match(waitingFor, /approve or reject.*2 inference units in service/);
    assert.equal(Date.parse(approvalEndsAt ?? '') - Date.parse(since) > 6 * 86_400_000, true);
    assert.deepEqual(harness.changes(arn), []);
    await update(handle, 'approve');
    const { outcome, model, decisions } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.deepEqual(model?.traffic, { unitsInService: 2, detections: 0 });
    assert.deepEqual(
      decisions?.map(({ decision }) => decision),
      ['approve'],
    );
  });

  it('is kept if it is rejected after "ask"', async () => {
    const { arn, handle } = await startTeardown(harness, { ifServing: 'ask' });
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'reject');
    assert.equal((await handle.result()).outcome, 'rejected');
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is not looked up in CloudWatch if it can not serve, or with "ask" if approval is needed anyway', async () => {
    await harness.emulator.addDetections(5);
    const stopped = await startTeardown(harness, { ifServing: 'fail' }, { status: 'STOPPED' });
    assert.equal((await stopped.handle.result()).outcome, 'deleted');
    const approval = { required: true, timeout: '1s' };
    const { handle } = await startTeardown(harness, { ifServing: 'ask', approval });
    assert.equal((await handle.result()).outcome, 'rejected');
    assert.equal(askedCloudWatch(), false);
  });

  it('is not stopped while CloudWatch does not answer', async () => {
    const kind = { code: 'InternalServiceFault', message: 'try again', statusCode: 500 };
    harness.emulator.faults.add({ kind, operation: 'GetMetricData', times: 2 });
    const { arn, handle } = await startTeardown(harness, { ifServing: 'fail' }, WITHOUT_METRIC);
    assert.equal((await handle.result()).outcome, 'deleted');
    const answered = harness.emulator.calls.findIndex(
      ({ operation, statusCode }) => operation === 'GetMetricData' && statusCode === 200,
    );
    const stopped = harness.emulator.calls.findIndex(
      ({ operation, input }) => operation === 'StopProjectVersion' && input.includes(arn),
    );
    assert.ok(answered >= 0 && stopped > answered);
  });

  it('is planned by a dry run with the same metrics', async () => {
    const { handle } = await startTeardown(harness, { ifServing: 'ask', dryRun: true });
    const { plan } = await handle.result();
    assert.equal(plan?.steps[0]?.step, 'approve');
    assert.match(plan?.steps[0]?.why ?? '', /since CloudWatch shows 2 inference units/);
  });
});
