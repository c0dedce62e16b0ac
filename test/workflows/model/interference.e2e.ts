import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import type { TeardownRun } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';

const IN_USE = { code: 'ResourceInUseException', message: 'Specified resource is in use.' } as const;

describe('a teardown rides out', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const count = (arn: string, operation: string) =>
    harness.operations(arn).filter((it) => it === operation).length;
  const sees = (handle: TeardownRun, status: string) =>
    eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, status));
  const outcomeOf = async (arn: string) => (await (await harness.start(arn)).result()).outcome;

  for (const operation of ['StopProjectVersion', 'DeleteProjectVersion']) {
    it(`a response to ${operation} that was lost after AWS acted`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      harness.emulator.faults.add({ kind: 'loseResponse', operation, times: 1 });
      assert.equal(await outcomeOf(arn), 'deleted');
      assert.equal(count(arn, operation), 2);
    });
  }

  it('a repeated Delete that AWS answers with "not found" because the first was carried out', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
    harness.emulator.faults.add({
      kind: { code: 'ResourceNotFoundException' },
      operation: 'DeleteProjectVersion',
      times: 1,
    });
    assert.equal(await outcomeOf(arn), 'deleted');
  });

  it('a repeated Stop that AWS rejects as invalid because the first was carried out', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'StopProjectVersion', times: 1 });
    harness.emulator.faults.add({
      kind: { code: 'InvalidParameterException' },
      operation: 'StopProjectVersion',
      times: 1,
    });
    assert.equal(await outcomeOf(arn), 'deleted');
  });

  for (const operation of ['StopProjectVersion', 'DeleteProjectVersion']) {
    it(`ResourceInUse from ${operation} without any other sign of use, with back-off`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const refused = () =>
        harness.emulator.calls.filter(({ input, error }) => input.includes(arn) && error === IN_USE.code);
      const release = harness.emulator.faults.add({ kind: IN_USE, operation });
      const handle = await harness.start(arn);
      // Once might be a late read's doing, and what comes after that is seldom.
      await eventually(() => assert.ok(refused().length > 1));
      await harness.reaches(handle, 'backingOff');
      assert.match((await harness.progress(handle)).waitingFor, /Specified resource is in use/);
      release();
      await handle.signal('checkNow');
      assert.equal((await handle.result()).outcome, 'deleted');
      assert.equal(count(arn, operation), refused().length + 1);
    });
  }

  it('a model that somebody starts between Describe and Delete', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const release = harness.emulator.faults.add({ kind: IN_USE, operation: 'DeleteProjectVersion' });
    const handle = await harness.start(arn);
    await eventually(() => assert.ok(count(arn, 'DeleteProjectVersion') > 0));
    await harness.emulator.setStatus(arn, 'STARTING');
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.equal(count(arn, 'StopProjectVersion'), 1);
  });

  it('a model that somebody starts again while it is being stopped', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', holds: ['STOPPING', 'STARTING'] });
    const handle = await harness.start(arn);
    await sees(handle, 'STOPPING');
    await harness.emulator.setStatus(arn, 'STARTING');
    await sees(handle, 'STARTING');
    await harness.emulator.setStatus(arn, 'RUNNING');
    await eventually(() => assert.equal(count(arn, 'StopProjectVersion'), 2));
    await harness.emulator.setStatus(arn, 'STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.equal(count(arn, 'StopProjectVersion'), 2);
  });

  it('a model that somebody else stops first', async () => {
    const arn = await harness.addModel({ status: 'STARTING', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'starting');
    await harness.emulator.setStatus(arn, 'STOPPING');
    assert.equal((await handle.result()).outcome, 'deleted');
    assert.equal(count(arn, 'StopProjectVersion'), 0);
  });

  it('a model that somebody else deletes first, which is alreadyGone', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    await harness.emulator.setStatus(arn, 'GONE');
    const { outcome, model } = await handle.result();
    assert.equal(outcome, 'alreadyGone');
    assert.equal(model?.status, 'TRAINING_IN_PROGRESS');
    assert.equal(count(arn, 'DeleteProjectVersion'), 0);
  });

  it('a model re-created under the same name, which it never touches', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', holds: ['STOPPING'] });
    const projectArn = (await harness.emulator.projectOf(arn)) ?? '';
    const handle = await harness.start(arn);
    await sees(handle, 'STOPPING');
    await harness.emulator.setStatus(arn, 'GONE');
    const again = await harness.addModel({ projectArn, status: 'RUNNING' });
    assert.notEqual(again, arn);
    assert.equal((await handle.result()).outcome, 'alreadyGone');
    assert.equal(await harness.emulator.statusOf(again), 'RUNNING');
    assert.ok(!harness.emulator.calls.some(({ input }) => input.includes(again)));
  });

  it('a model of the same name in another project, which it never touches', async () => {
    const mine = await harness.addModel({ name: 'v1', status: 'RUNNING' });
    const other = await harness.addModel({ name: 'v1', status: 'RUNNING' });
    assert.equal(await outcomeOf(mine), 'deleted');
    assert.equal(await harness.emulator.statusOf(other), 'RUNNING');
  });

  it('a model of the same name in a project of the same name, which it never touches', async () => {
    const [first, second] = [
      await harness.emulator.addProject({ name: 'shared-name' }),
      await harness.emulator.addProject({ name: 'shared-name', feature: 'CONTENT_MODERATION' }),
    ];
    const other = await harness.addModel({ projectArn: first, status: 'STOPPED' });
    const mine = await harness.addModel({ projectArn: second, status: 'TRAINING_COMPLETED' });
    assert.equal(await outcomeOf(mine), 'deleted');
    assert.equal(await harness.emulator.statusOf(other), 'STOPPED');
  });

  it('a project re-created under the same name, which the worker remembers by its old ARN', async () => {
    const old = await harness.emulator.addProject({ name: 'reborn' });
    assert.equal(await outcomeOf(await harness.addModel({ projectArn: old, status: 'STOPPED' })), 'deleted');
    await harness.emulator.removeProject(old);
    const young = await harness.emulator.addProject({ name: 'reborn' });
    const arn = await harness.addModel({ projectArn: young, status: 'STOPPED' });
    assert.equal(await outcomeOf(arn), 'deleted');
  });

  it('a model that does not exist, like its project, which is alreadyGone', async () => {
    const arn = `arn:aws:rekognition:eu-west-1:111122223333:project/never-was-${randomUUID()}/version/v1/1690556751958`;
    const { outcome, model, steps } = await (await harness.start(arn)).result();
    assert.equal(outcome, 'alreadyGone');
    assert.equal(model, undefined);
    assert.deepEqual(
      steps.map(({ step, to }) => [step, to]),
      [['look', 'GONE']],
    );
  });

  for (const kind of ['throttle', 'serverError', 'reset', 'garbage'] as const) {
    it(`${kind} from every operation`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      for (const operation of [
        'DescribeProjects',
        'DescribeProjectVersions',
        'StopProjectVersion',
        'DeleteProjectVersion',
      ]) {
        harness.emulator.faults.add({ kind, operation, times: 1 });
      }
      assert.equal(await outcomeOf(arn), 'deleted');
    });
  }

  it('a request that is never answered', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: 'hang', operation: 'DeleteProjectVersion', times: 1 });
    assert.equal(await outcomeOf(arn), 'deleted');
    assert.equal(count(arn, 'DeleteProjectVersion'), 2);
  });
});

describe('a teardown with reads that lag behind writes', () => {
  it('sends Stop and Delete once each, and returns "deleted" only when Describe does not list the model', async () => {
    const harness = await startHarness({ emulator: { readLagMs: 500 } });
    try {
      const createdAt = Date.now() - 60_000;
      const projectArn = await harness.emulator.addProject({ name: 'lagging', createdAt });
      const arn = await harness.addModel({ projectArn, status: 'RUNNING', createdAt });
      assert.equal((await (await harness.start(arn)).result()).outcome, 'deleted');
      const operations = harness.operations(arn);
      assert.equal(operations.filter((it) => it === 'StopProjectVersion').length, 1);
      assert.equal(operations.filter((it) => it === 'DeleteProjectVersion').length, 1);
      assert.equal(operations.at(-1), 'DescribeProjectVersions');
    } finally {
      await harness.close();
    }
  });
});

describe('a teardown with the credentials of another account', () => {
  it('fails with AccessDenied, since an empty answer proves nothing there', async () => {
    const harness = await startHarness({ emulator: { accountId: '999999999999' } });
    try {
      const arn = `arn:aws:rekognition:eu-west-1:111122223333:project/shelves-${randomUUID()}/version/v1/1690556751958`;
      const failure = await failureOf((await harness.start(arn)).result());
      assert.equal(failure.type, 'AccessDenied');
      assert.match(
        failure.message,
        /credentials belong to account 999999999999.*role in account 111122223333/,
      );
    } finally {
      await harness.close();
    }
  });
});
