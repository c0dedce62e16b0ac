import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress, ProjectResult } from '../../../contract/project/result.js';
import { MODEL_STATUSES } from '../../../contract/model/description.js';
import { update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const NEVER = { teardown: 'never' };

describe('the teardown of a project', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const addProject = (seed: object = {}) =>
    harness.emulator.addProject({ name: `shelves-${randomUUID()}`, ...seed }) as Promise<ProjectArn>;
  const addModels = (projectArn: string, statuses: readonly string[], seed: object = {}) =>
    Promise.all(
      statuses.map((status, n) => harness.addModel({ projectArn, name: `v${n}`, status, ...seed })),
    );
  const tearDown = async (request: unknown, id?: string) =>
    (await harness.startProject(request, id)).result();
  const exists = (projectArn: string) => harness.emulator.projectExists(projectArn);
  const callsOf = (operation: string, about: string) =>
    harness.emulator.calls.filter((call) => call.operation === operation && call.input.includes(about));
  const states = ({ models }: Pick<ProjectResult, 'models'>) => models.map(({ state }) => state);

  it('deletes a hundred models in every status, the datasets and the policies', async () => {
    const projectArn = await addProject();
    const statuses = Array.from(
      { length: 100 },
      (_, n) => MODEL_STATUSES[n % MODEL_STATUSES.length] ?? 'STOPPED',
    );
    await addModels(projectArn, statuses);
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    await harness.emulator.addDataset({ projectArn, type: 'test', status: 'UPDATE_FAILED' });
    await harness.emulator.addPolicy(projectArn, 'copying');
    const result = await tearDown(projectArn);
    assert.equal(result.outcome, 'deleted');
    // A model that AWS was deleting already may be gone before it is listed.
    assert.ok(states(result).every((it) => it === 'deleted' || it === 'alreadyGone'));
    assert.ok(result.models.length > 90, `${result.models.length} models`);
    assert.equal(result.datasets.length, 2);
    assert.equal(await exists(projectArn), false);
  });

  it('sends no Stop for adapters, and returns alreadyGone only if AWS lists the project under neither feature', async () => {
    const projectArn = await addProject({ feature: 'CONTENT_MODERATION' });
    await addModels(projectArn, ['EXPIRED', 'TRAINING_COMPLETED']);
    assert.equal((await tearDown(projectArn)).outcome, 'deleted');
    assert.equal(await exists(projectArn), false);
    assert.equal(callsOf('StopProjectVersion', projectArn).length, 0);
  });

  it('keeps what it may not delete with a reason, and completes the second time', async () => {
    const projectArn = await addProject();
    const kept = await addModels(projectArn, ['STOPPED', 'RUNNING', 'TRAINING_COMPLETED'], { tags: NEVER });
    await Promise.all(['a', 'b'].map((name) => harness.addModel({ projectArn, name, status: 'STOPPED' })));
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const first = await tearDown(projectArn);
    assert.equal(first.outcome, 'incomplete');
    const failed = first.models.filter(({ state }) => state === 'failed');
    assert.deepEqual(new Set(failed.map((row) => row.projectVersionArn)), new Set(kept));
    for (const { failure } of failed) assert.equal(failure?.type, 'ModelProtected');
    assert.equal(states(first).filter((it) => it === 'deleted').length, 2);
    assert.equal(await harness.emulator.statusOf(kept[1] ?? ''), 'RUNNING');
    assert.deepEqual(first.datasets, [], 'a model that stays may have to be trained again');

    for (const arn of kept) await harness.emulator.setTags(arn, {});
    const second = await tearDown(projectArn);
    assert.equal(second.outcome, 'deleted');
    assert.equal(second.models.length, 3);
    assert.equal(await exists(projectArn), false);
  });

  it('only plans in a dry run', async () => {
    const projectArn = await addProject();
    const [running] = await addModels(projectArn, ['RUNNING', 'STOPPED']);
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const result = await tearDown({ projectArn, dryRun: true });
    assert.equal(result.outcome, 'planned');
    assert.equal(result.datasets.length, 1);
    const row = result.models.find((it) => it.projectVersionArn === running);
    assert.equal(row?.plan?.steps[0]?.step, 'stop');
    const changed = harness.emulator.calls.filter(
      ({ operation, input }) =>
        /^(Stop|Delete)/.test(operation) && input.includes(projectArn.split('/')[1] ?? ''),
    );
    assert.deepEqual(changed, []);
    await harness.emulator.setStatus(running ?? '', 'STOPPED');
  });

  it('asks for one approval for all models', async () => {
    const projectArn = await addProject();
    const [arn] = await addModels(projectArn, ['RUNNING', 'STOPPED']);
    const request = { projectArn, approval: { required: true }, requestedBy: 'ops' };
    const handle = await harness.startProject(request);
    await eventually(async () => {
      assert.equal((await handle.query<ProjectProgress>('progress')).phase, 'awaitingApproval');
    });
    assert.equal(await harness.emulator.statusOf(arn ?? ''), 'RUNNING');
    await assert.rejects(update(handle, 'approve', {}));
    await update(handle, 'approve');
    const result = await handle.result();
    assert.equal(result.outcome, 'deleted');
    assert.equal(result.decisions?.[0]?.by, 'ana');
    const child = await harness.client.workflow
      .getHandle(teardownModelWorkflowId(arn as ProjectVersionArn))
      .describe();
    assert.deepEqual(child.memo, { requestedBy: 'ops' });
  });

  for (const [what, timeout, decide] of [
    ['rejected', '7d', true],
    ['approved by nobody in time', '1s', false],
  ] as const) {
    it(`changes nothing if it is ${what}`, async () => {
      const projectArn = await addProject();
      await addModels(projectArn, ['STOPPED']);
      const handle = await harness.startProject({ projectArn, approval: { required: true, timeout } });
      if (decide) await update(handle, 'reject');
      assert.equal((await handle.result()).outcome, 'rejected');
      assert.equal(await exists(projectArn), true);
      assert.equal(callsOf('DeleteProjectVersion', projectArn.split('/')[1] ?? '').length, 0);
    });
  }

  it('waits for busy datasets, and tears down models that appear meanwhile', async () => {
    const projectArn = await addProject();
    const dataset = { projectArn, type: 'train', status: 'CREATE_IN_PROGRESS' } as const;
    const datasetArn = await harness.emulator.addDataset(dataset);
    const handle = await harness.startProject(projectArn);
    await eventually(async () => {
      assert.equal((await handle.query<ProjectProgress>('progress')).phase, 'deletingDatasets');
    });
    await addModels(projectArn, ['STOPPED']);
    await harness.emulator.setDatasetStatus(datasetArn, 'CREATE_COMPLETE');
    const result = await handle.result();
    assert.equal(result.outcome, 'deleted');
    assert.deepEqual(states(result), ['deleted']);
  });

  it('reports a model that somebody else deleted during the wait for approval', async () => {
    const projectArn = await addProject();
    const [arn] = await addModels(projectArn, ['STOPPED', 'STOPPED']);
    const handle = await harness.startProject({ projectArn, approval: { required: true } });
    await eventually(async () => {
      assert.equal((await handle.query<ProjectProgress>('progress')).phase, 'awaitingApproval');
    });
    await harness.emulator.setStatus(arn ?? '', 'GONE');
    await update(handle, 'approve');
    const result = await handle.result();
    assert.deepEqual(states(result).toSorted(), ['alreadyGone', 'deleted']);
  });

  it('describes the project again after ResourceInUse, and rides out a lost answer', async () => {
    const projectArn = await addProject();
    const inUse = { code: 'ResourceInUseException', message: 'Specified resource is in use.' };
    harness.emulator.faults.add({ kind: inUse, operation: 'DeleteProject', times: 1 });
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProject', times: 1 });
    assert.equal((await tearDown(projectArn)).outcome, 'deleted');
  });

  it('finds the project by name, account and Region, and runs under its canonical workflow ID', async () => {
    const projectArn = await addProject();
    const projectName = projectArn.split('/')[1] ?? '';
    const request = { projectName, accountId: '111122223333', region: 'eu-west-1' };
    assert.equal((await tearDown(request, `typed-by-hand-${randomUUID()}`)).outcome, 'deleted');
    const canonical = harness.client.workflow.getHandle(teardownProjectWorkflowId(projectArn));
    assert.equal((await canonical.describe()).status.name, 'COMPLETED');
    assert.equal((await tearDown(request, `typed-again-${randomUUID()}`)).outcome, 'alreadyGone');
  });

  it('fails for a protected or missing project, or under the workflow ID of another one', async () => {
    const tagged = await addProject({ tags: NEVER });
    assert.equal((await failureOf((await harness.startProject(tagged)).result())).type, 'ModelProtected');
    assert.equal(await exists(tagged), true);
    const other = tagged.replace(/\d+$/, '1');
    assert.equal((await tearDown(other)).outcome, 'alreadyGone');
    const id = teardownProjectWorkflowId(other as ProjectArn);
    assert.equal((await failureOf((await harness.startProject(tagged, id)).result())).type, 'InvalidRequest');
    const strange = await addProject();
    await harness.emulator.addDataset({ projectArn: strange, type: 'train', status: 'ARCHIVING' });
    const { type, message } = await failureOf((await harness.startProject(strange)).result());
    assert.equal(type, 'UnexpectedStatus');
    assert.match(message, /dataset arn:.*ARCHIVING/);
    const elsewhere = tagged.replace('111122223333', '999999999999');
    assert.equal((await failureOf((await harness.startProject(elsewhere)).result())).type, 'AccessDenied');
  });

  it('leaves its models as they are if it is cancelled', async () => {
    const projectArn = await addProject();
    const [arn] = await addModels(projectArn, ['TRAINING_IN_PROGRESS'], { becomes: [] });
    const handle = await harness.startProject(projectArn);
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn as ProjectVersionArn));
    await harness.reaches(child, 'training');
    await handle.cancel();
    await assert.rejects(handle.result());
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
    assert.equal((await child.describe()).status.name, 'CANCELLED');
    assert.equal(await harness.emulator.statusOf(arn ?? ''), 'TRAINING_IN_PROGRESS');
  });

  it('continues without a model that somebody keeps, cancels or is already tearing down', async () => {
    const projectArn = await addProject();
    const [cancelled, already] = (await addModels(
      projectArn,
      ['TRAINING_IN_PROGRESS', 'TRAINING_IN_PROGRESS'],
      {
        becomes: [],
      },
    )) as [ProjectVersionArn, ProjectVersionArn];
    const other = await harness.start(already);
    await harness.reaches(other, 'training');
    const handle = await harness.startProject(projectArn);
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(cancelled));
    await harness.reaches(child, 'training');
    await child.cancel();
    const result = await handle.result();
    assert.equal(result.outcome, 'incomplete');
    const row = (arn: string) => result.models.find((it) => it.projectVersionArn === arn);
    assert.equal(row(cancelled)?.state, 'cancelled');
    assert.equal(row(already)?.failure?.type, 'AlreadyInProgress');
    await other.cancel();
  });
});
