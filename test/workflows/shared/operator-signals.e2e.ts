import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress } from '../../../contract/project/result.js';
import type { SweepProgress, SweepResult } from '../../../contract/sweep/result.js';
import type { teardownModel } from '../../../workflows/index.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { update } from '../../support/temporal/decisions.js';

const TRAINING = { status: 'TRAINING_IN_PROGRESS', becomes: [] };
const BY_ANA = { by: 'ana', note: 'audit' };

describe('pause, resume, checkNow and the deadline of a run for many models', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const addProject = () =>
    harness.emulator.addProject({ name: `shelves-${randomUUID()}` }) as Promise<ProjectArn>;
  const modelRun = (arn: string) =>
    harness.client.workflow.getHandle<typeof teardownModel>(
      teardownModelWorkflowId(arn as ProjectVersionArn),
    );
  const reaches = (handle: WorkflowHandle, phase: string) =>
    eventually(async () => {
      assert.equal((await handle.query<ProjectProgress | SweepProgress>('progress')).phase, phase);
    });
  const isPaused = (handle: WorkflowHandle, paused: boolean) =>
    eventually(async () => {
      assert.equal((await handle.query<ProjectProgress>('progress')).paused, paused);
    });
  const deletions = () => harness.emulator.calls.filter(({ operation }) => operation.startsWith('Delete'));
  const startPaused = (workflowType: string, workflowId: string, args: unknown[]) =>
    harness.client.workflow.signalWithStart(workflowType, {
      taskQueue: harness.taskQueue,
      workflowId,
      args,
      signal: 'pause',
      signalArgs: [BY_ANA],
    });
  const startSweep = (rules: object, start = startPaused) =>
    start('sweepModels', `sweep-models/${randomUUID()}`, [
      { accountId: '111122223333', region: 'eu-west-1', statuses: ['STOPPED'], dryRun: false, ...rules },
    ]);

  it('holds the models of a project, starts no more, and goes on once it is resumed', async () => {
    const projectArn = await addProject();
    const first = await harness.addModel({ projectArn, name: 'a', ...TRAINING });
    const second = await harness.addModel({ projectArn, name: 'b', ...TRAINING });
    const handle = await harness.startProject({ projectArn, maxParallel: 1 });
    const started = await eventually(async () => {
      const { models } = await handle.query<ProjectProgress>('progress');
      const running = models.find(({ state }) => state === 'running');
      assert.ok(running);
      return running.projectVersionArn;
    });
    await harness.reaches(modelRun(started), 'training');
    await handle.signal('pause', BY_ANA);
    await isPaused(modelRun(started), true);
    assert.deepEqual((await harness.progress(modelRun(started))).decisions[0]?.by, 'ana');

    await Promise.all([first, second].map((arn) => harness.emulator.setStatus(arn, 'TRAINING_COMPLETED')));
    await handle.signal('checkNow');
    await harness.reaches(modelRun(started), 'paused');
    await modelRun(started).cancel();
    await eventually(async () => {
      const { models } = await handle.query<ProjectProgress>('progress');
      assert.deepEqual(models.map(({ state }) => state).toSorted(), ['cancelled', 'waiting']);
    });
    await handle.signal('resume', { by: 'bob' });
    const { outcome, models, decisions } = await handle.result();
    assert.equal(outcome, 'incomplete');
    assert.deepEqual(models.map(({ state }) => state).toSorted(), ['cancelled', 'deleted']);
    assert.deepEqual(
      decisions?.map(({ decision, by }) => [decision, by]),
      [
        ['pause', 'ana'],
        ['resume', 'bob'],
      ],
    );
  });

  it('does not delete the datasets of a paused project', async () => {
    const projectArn = await addProject();
    const dataset = { projectArn, type: 'train', status: 'CREATE_IN_PROGRESS' } as const;
    const datasetArn = await harness.emulator.addDataset(dataset);
    const handle = await harness.startProject(projectArn);
    await reaches(handle, 'deletingDatasets');
    await handle.signal('pause');
    await harness.emulator.setDatasetStatus(datasetArn, 'CREATE_COMPLETE');
    await reaches(handle, 'paused');
    assert.equal(deletions().length, 0);
    await handle.signal('resume');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('pauses a project through a run under another workflow ID', async () => {
    const projectArn = await addProject();
    const arn = await harness.addModel({ projectArn, ...TRAINING });
    const [, projectName] = projectArn.split('/');
    const request = { projectName, accountId: '111122223333', region: 'eu-west-1' };
    const typed = await harness.startProject(request, `typed-by-hand-${randomUUID()}`);
    await eventually(() => harness.reaches(modelRun(arn), 'training'));
    await typed.signal('pause');
    await isPaused(harness.client.workflow.getHandle(teardownProjectWorkflowId(projectArn)), true);
    await isPaused(modelRun(arn), true);
    await typed.cancel();
    await assert.rejects(typed.result());
  });

  it('passes no signal on to the teardown that somebody else has started', async () => {
    const projectArn = await addProject();
    const theirs = await harness.addModel({ projectArn, name: 'theirs', status: 'RUNNING' });
    const ours = await harness.addModel({ projectArn, name: 'ours', ...TRAINING });
    const approval = { approval: { required: true } };
    const other = await harness.start({ projectVersionArn: theirs, ...approval });
    await harness.reaches(other, 'awaitingApproval');
    const handle = await harness.startProject(projectArn);
    await eventually(() => harness.reaches(modelRun(ours), 'training'));
    await handle.signal('pause');
    await isPaused(modelRun(ours), true);
    assert.equal((await harness.progress(other)).paused, false);
    await Promise.all([handle.cancel(), update(other, 'reject')]);
    await assert.rejects(handle.result());
  });

  it('fails a project at its deadline, and leaves everything as it is', async () => {
    const projectArn = await addProject();
    const arn = await harness.addModel({ projectArn, ...TRAINING });
    const handle = await harness.startProject({ projectArn, deadline: '3s' });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(
      message,
      /^The deadline \(2.*Z\) for tearing down arn:.* passed while waiting for .*Deleted so far: models: 0/,
    );
    // On a busy machine, the deadline may pass before it is started.
    const ended = await modelRun(arn)
      .describe()
      .catch(() => undefined);
    assert.notEqual(ended?.status.name, 'RUNNING');
    assert.equal(await harness.emulator.statusOf(arn), 'TRAINING_IN_PROGRESS');
    assert.equal(deletions().length, 0);
  });

  it('starts no teardown of a paused sweep', async () => {
    const projectArn = await addProject();
    await harness.addModel({ projectArn, status: 'STOPPED' });
    const handle = await startSweep({});
    await reaches(handle, 'paused');
    assert.equal(deletions().length, 0);
    await handle.signal('resume');
    const { outcome, models } = (await handle.result()) as SweepResult;
    assert.equal(outcome, 'swept');
    assert.deepEqual(
      models.map(({ state }) => state),
      ['deleted'],
    );
  });

  it('fails a sweep at its deadline, paused or not, with nothing changed', async () => {
    const projectArn = await addProject();
    await harness.addModel({ projectArn, status: 'STOPPED' });
    const { type, message } = await failureOf((await startSweep({ deadline: '2s' })).result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(message, /^The deadline \(2.*Z\) passed while waiting for /);
    assert.equal(deletions().length, 0);
  });
});
