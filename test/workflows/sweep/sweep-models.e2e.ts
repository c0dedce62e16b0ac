import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import type { ModelSeed } from '../../../emulator/seeds.js';
import { update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { addModelOfAge, startSweep, statesByName, sweepReaches } from '../../support/temporal/sweeps.js';

describe('a sweep', () => {
  let harness: Harness;
  // An emulator for each test: a sweep looks at a whole account.
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const addProject = (name: string, seed: object = {}) =>
    harness.emulator.addProject({ name, ...seed }) as Promise<ProjectArn>;
  const addModel = (projectArn: string, name: string, daysOld: number, seed?: Partial<ModelSeed>) =>
    addModelOfAge(harness, projectArn, name, daysOld, seed);
  const start = (rules: object) => startSweep(harness, rules);
  const sweep = async (rules: object) => (await start(rules)).result() as Promise<SweepResult>;
  const approve = (handle: WorkflowHandle) =>
    handle.executeUpdate<string, [unknown]>('approve', { args: [{ by: 'ana' }] });
  const changes = () =>
    harness.emulator.calls.filter(({ operation }) => /^(Start|Stop|Delete)/.test(operation)).length;

  it('changes nothing in a dry run, and returns what it would delete and why the rest is kept', async () => {
    const projectArn = await addProject('shelves');
    await addModel(projectArn, 'old', 100, { described: { EvaluationResult: { F1Score: 0.5 } } });
    await addModel(projectArn, 'best', 120, { described: { EvaluationResult: { F1Score: 0.9 } } });
    await addModel(projectArn, 'kept', 130, { tags: { teardown: 'never' } });
    await addModel(projectArn, 'new', 1);
    await addModel(projectArn, 'running', 200, { status: 'RUNNING' });
    const result = await sweep({ olderThan: '90d', keepBest: 1, requestedBy: 'ops' });
    assert.equal(result.outcome, 'planned');
    assert.equal(result.lookedAt, 5);
    assert.equal(result.requestedBy, 'ops');
    assert.deepEqual(statesByName(result), { old: 'selected', best: 'keptBest', kept: 'protected' });
    assert.equal(result.models[0]?.evaluationF1, 0.5);
    assert.equal(changes(), 0);
  });

  it('deletes the selected models in all projects of the account and Region, and nothing else', async () => {
    const [one, two] = [await addProject('one'), await addProject('two', { feature: 'CONTENT_MODERATION' })];
    const elsewhere = await addProject('three', { region: 'us-east-1' });
    const gone = [await addModel(one, 'a', 10), await addModel(two, 'b', 10, { status: 'EXPIRED' })];
    const left = [
      await addModel(one, 'c', 1),
      await addModel(one, 'd', 10, { tags: { teardown: 'never' } }),
      await addModel(one, 'e', 10, { status: 'RUNNING' }),
      await addModel(elsewhere, 'f', 10),
    ];
    const result = await sweep({ olderThan: '7d', dryRun: false });
    assert.equal(result.outcome, 'swept');
    assert.deepEqual(statesByName(result), { a: 'deleted', b: 'deleted', d: 'protected' });
    for (const arn of gone) assert.equal(await harness.emulator.statusOf(arn), undefined);
    for (const arn of left) assert.ok(await harness.emulator.statusOf(arn), arn);
    assert.equal(await harness.emulator.statusOf(left[2] ?? ''), 'RUNNING');
  });

  it('applies the tag rules, and reports what could not be torn down', async () => {
    const projectArn = await addProject('shelves');
    await addModel(projectArn, 'a', 1, { tags: { stage: 'dev' } });
    await addModel(projectArn, 'b', 1, { tags: { stage: 'prod' } });
    harness.emulator.faults.add({
      kind: { code: 'InvalidParameterException' },
      operation: 'DeleteProjectVersion',
    });
    const result = await sweep({ tags: ['stage=dev'], dryRun: false });
    assert.equal(result.outcome, 'incomplete');
    assert.equal(result.models[0]?.failure?.type, 'InvalidRequest');
    assert.deepEqual(statesByName(result), { a: 'failed' });
  });

  it('asks for approval above maxDeletes, and then deletes only approved models that are still selected', async () => {
    const projectArn = await addProject('shelves');
    const arns = [];
    for (const name of ['a', 'b', 'c']) arns.push(await addModel(projectArn, name, 10));
    const handle = await start({ olderThan: '7d', dryRun: false, maxDeletes: 2 });
    await sweepReaches(handle, 'awaitingApproval');
    assert.equal(changes(), 0);
    await harness.emulator.setStatus(arns[0] ?? '', 'RUNNING');
    await harness.emulator.setTags(arns[1] ?? '', { teardown: 'never' });
    await addModel(projectArn, 'late', 10);
    await approve(handle);
    const result = (await handle.result()) as SweepResult;
    assert.deepEqual(statesByName(result), { b: 'protected', c: 'deleted' });
    assert.equal(result.decisions?.[0]?.by, 'ana');
  });

  for (const [what, terms, reject] of [
    ['rejected', {}, true],
    ['approved by nobody in time', { approvalTimeout: '1s' }, false],
  ] as const) {
    it(`changes nothing if it is ${what}`, async () => {
      await addModel(await addProject('shelves'), 'a', 10);
      const handle = await start({ olderThan: '7d', dryRun: false, maxDeletes: 0, ...terms });
      if (reject) {
        await sweepReaches(handle, 'awaitingApproval');
        await update(handle, 'reject');
      }
      assert.equal(((await handle.result()) as SweepResult).outcome, 'rejected');
      assert.equal(changes(), 0);
    });
  }

  it('keeps a model that somebody starts between the selection and the teardown', async () => {
    const projectArn = await addProject('shelves');
    const arn = await addModel(projectArn, 'a', 10);
    // The tags are read after the look.
    const release = harness.emulator.faults.add({ kind: 'throttle', operation: 'ListTagsForResource' });
    const handle = await start({ olderThan: '7d', dryRun: false });
    await eventually(() => {
      assert.ok(harness.emulator.calls.some(({ operation }) => operation === 'DescribeProjectVersions'));
    });
    await harness.emulator.setStatus(arn, 'RUNNING');
    release();
    const result = (await handle.result()) as SweepResult;
    assert.equal(result.models[0]?.failure?.type, 'ModelRunning');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('ends before the grace periods of its models, which continue', async () => {
    const projectArn = await addProject('shelves');
    const arn = await addModel(projectArn, 'a', 10);
    const rules = { olderThan: '7d', dryRun: false, gracePeriod: '1h' };
    assert.deepEqual(statesByName(await sweep(rules)), { a: 'started' });
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
    // The next night's.
    await eventually(async () => assert.deepEqual(statesByName(await sweep(rules)), { a: 'inProgress' }));
    const teardown = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await update(teardown, 'deleteNow');
    await teardown.result();
    assert.equal(await harness.emulator.statusOf(arn), undefined);
  });

  it('cancels its teardowns when it is cancelled', async () => {
    const projectArn = await addProject('shelves');
    const arn = await addModel(projectArn, 'a', 10, {
      status: 'TRAINING_IN_PROGRESS',
      becomes: [],
    });
    const handle = await start({ statuses: ['TRAINING_IN_PROGRESS'], dryRun: false });
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await harness.reaches(child, 'training');
    await handle.cancel();
    await assert.rejects(handle.result());
    assert.equal((await child.describe()).status.name, 'CANCELLED');
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
  });

  it('rejects invalid input and other accounts without changing anything', async () => {
    for (const rules of [
      {},
      { olderThan: 'soon' },
      { statuses: ['GONE'] },
      { olderThan: '1d', accountId: '1' },
    ]) {
      assert.equal((await failureOf((await start(rules)).result())).type, 'InvalidRequest');
    }
    assert.equal(harness.emulator.calls.length, 0);
    const foreign = await start({ olderThan: '1d', accountId: '999999999999' });
    const { type, message } = await failureOf(foreign.result());
    assert.equal(type, 'AccessDenied');
    assert.match(message, /credentials belong to account 111122223333/);
  });
});
