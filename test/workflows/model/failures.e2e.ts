import assert from 'node:assert/strict';
import type { TeardownRun } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { failureOf } from '../../support/temporal/failure-of.js';

describe('a teardown fails', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  /** Runs a teardown that must fail, and must have changed nothing. */
  const refused = async (
    request: object | string,
    arn: string,
    status: string,
    meanwhile: (handle: TeardownRun) => Promise<void> = () => Promise.resolve(),
  ) => {
    const handle = await harness.start(request);
    await meanwhile(handle);
    const failure = await failureOf(handle.result());
    assert.equal(await harness.emulator.statusOf(arn), status);
    const operations = harness.operations(arn);
    assert.ok(
      !operations.some((it) => it.startsWith('Stop') || it.startsWith('Delete')),
      operations.join(' '),
    );
    assert.ok(failure.message.includes(arn), failure.message);
    assert.ok(failure.nonRetryable);
    assert.ok(failure.message.endsWith(`.md#${failure.type?.toLowerCase()}`), failure.message);
    return failure;
  };

  for (const status of ['RUNNING', 'STARTING']) {
    it(`with ModelRunning if the model is ${status} and ifRunning is fail`, async () => {
      const arn = await harness.addModel({ status, becomes: [] });
      const failure = await refused({ projectVersionArn: arn, ifRunning: 'fail' }, arn, status);
      assert.equal(failure.type, 'ModelRunning');
      assert.match(failure.message, /StopProjectVersion was not sent.*set ifRunning to "stop"/);
    });
  }

  it('with ModelRunning if somebody starts the model during the wait for training', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const request = { projectVersionArn: arn, ifRunning: 'fail' };
    const failure = await refused(request, arn, 'RUNNING', async (handle) => {
      await harness.reaches(handle, 'training');
      await harness.emulator.setStatus(arn, 'RUNNING');
    });
    assert.equal(failure.type, 'ModelRunning');
  });

  it('with ModelTraining if the model is training and ifTraining is fail', async () => {
    const arn = await harness.addModel({
      status: 'TRAINING_IN_PROGRESS',
      becomes: [],
    });
    const failure = await refused(
      { projectVersionArn: arn, ifTraining: 'fail' },
      arn,
      'TRAINING_IN_PROGRESS',
    );
    assert.equal(failure.type, 'ModelTraining');
  });

  it('with UnexpectedStatus if AWS reports an unknown status', async () => {
    const arn = await harness.addModel({ status: 'ARCHIVING' });
    const failure = await refused(arn, arn, 'ARCHIVING');
    assert.equal(failure.type, 'UnexpectedStatus');
    assert.match(failure.message, /ARCHIVING/);
  });

  it('with UnexpectedStatus if an unknown status appears during a wait', async () => {
    const arn = await harness.addModel({ status: 'STOPPING', becomes: [] });
    const failure = await refused(arn, arn, 'HIBERNATING', async (handle) => {
      await harness.reaches(handle, 'stopping');
      await harness.emulator.setStatus(arn, 'HIBERNATING');
    });
    assert.equal(failure.type, 'UnexpectedStatus');
  });

  it('with InvalidRequest if projectArn does not contain the model', async () => {
    const other = await harness.emulator.addProject({ name: 'twin' });
    const mine = await harness.emulator.addProject({ name: 'twin' });
    const arn = await harness.addModel({ projectArn: mine, status: 'STOPPED' });
    const failure = await refused({ projectVersionArn: arn, projectArn: other }, arn, 'STOPPED');
    assert.equal(failure.type, 'InvalidRequest');
    assert.ok(failure.message.includes(mine), failure.message);
  });

  it('with InvalidRequest if AWS rejects a call as invalid and nothing has changed meanwhile', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    harness.emulator.faults.add({
      kind: { code: 'InvalidParameterException', message: 'Request has invalid parameters' },
      operation: 'StopProjectVersion',
    });
    const handle = await harness.start(arn);
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'InvalidRequest');
    assert.match(
      failure.message,
      /StopProjectVersion of .* which is RUNNING.*Request has invalid parameters/,
    );
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('with DeadlineExceeded, without deleting anything, if it takes too long', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const failure = await refused({ projectVersionArn: arn, deadline: '1s' }, arn, 'TRAINING_IN_PROGRESS');
    assert.equal(failure.type, 'DeadlineExceeded');
    // What it had got to by then is for long-waits.long.ts, where a test decides what time it is.
    assert.match(failure.message, /waiting for .*DeleteProjectVersion was not sent/);
  });

  it('but not if IAM denies a call only for a while', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: { code: 'AccessDeniedException' }, times: 2 });
    const handle = await harness.start(arn);
    assert.equal((await handle.result()).outcome, 'deleted');
  });
});
