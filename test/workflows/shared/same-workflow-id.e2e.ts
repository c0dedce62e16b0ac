import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { Phase } from '../../../contract/model/progress.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress, ProjectResult } from '../../../contract/project/result.js';
import type { SweepProgress } from '../../../contract/sweep/result.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness, type HarnessOptions } from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';
import { PLACE } from '../../support/temporal/sweeps.js';

const GRACE = { gracePeriod: '1h' };

describe('a run that was reset, and teardowns that are not its own', () => {
  let harness: Harness;
  /** What a list of its teardowns shows instead of the truth. */
  let stale: readonly ProjectVersionArn[] | undefined;
  const wrapActivities: HarnessOptions['wrapActivities'] = (activities) => ({
    ...activities,
    findTeardowns: async (place) =>
      place.parentId !== undefined && stale ? [...stale] : activities.findTeardowns(place),
  });
  beforeEach(async () => {
    stale = undefined;
    harness = await startHarness({ wrapActivities });
  });
  afterEach(() => harness.close());

  const addProject = async (name = `shelves-${randomUUID()}`) =>
    (await harness.emulator.addProject({ name })) as ProjectArn;
  const childOf = (arn: ProjectVersionArn) => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const untilChild = async (arn: ProjectVersionArn, phase: Phase) => {
    await eventually(() => harness.reaches(childOf(arn), phase));
    await untilListed(harness.client, teardownModelWorkflowId(arn));
  };
  const startAs = (
    workflowId: string,
    type: string,
    request: object,
    carried: object = {},
  ): Promise<WorkflowHandle> =>
    harness.client.workflow.start(type, {
      taskQueue: harness.taskQueue,
      workflowId,
      args: [{ ...PLACE, ...request }, carried],
    });
  const assertStillHeld = async (arn: ProjectVersionArn) => {
    await childOf(arn).signal('checkNow');
    assert.equal((await harness.progress(childOf(arn))).phase, 'held');
    assert.equal((await childOf(arn).describe()).status.name, 'RUNNING');
  };

  /** Starts a sweep whose workflow ID an earlier one had, of which a teardown continues. */
  const startAfterAnother = async (carried: object = {}) => {
    const workflowId = `sweep-models/weekly-${randomUUID()}`;
    const held = await harness.addModel({ projectArn: await addProject(), status: 'STOPPED' });
    const rules = { dryRun: false, projects: ['shelves-*'], ...GRACE };
    await (await startAs(workflowId, 'sweepModels', rules)).result();
    await untilChild(held, 'held');
    const training = { status: 'TRAINING_IN_PROGRESS', becomes: [] };
    const own = await harness.addModel({ projectArn: await addProject(), ...training });
    const later = { dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] };
    const handle = await startAs(workflowId, 'sweepModels', later, carried);
    await untilChild(own, 'training');
    return { held, own, again: await reset(harness.client, handle) };
  };
  const assertEndsWith = async (again: WorkflowHandle, own: readonly ProjectVersionArn[]) => {
    for (const arn of own) await untilModelRuns(again, arn);
    const { models } = await again.query<SweepProgress>('progress');
    assert.deepEqual(models.map(({ projectVersionArn }) => projectVersionArn).toSorted(), own.toSorted());
    await again.cancel();
    await assert.rejects(again.result(), WorkflowFailedError);
    for (const arn of own) {
      await eventually(async () => assert.equal((await childOf(arn).describe()).status.name, 'CANCELLED'));
    }
  };

  it('leaves those that continue without an earlier sweep with its workflow ID', async () => {
    const { held, own, again } = await startAfterAnother();
    await assertEndsWith(again, [own]);
    await assertStillHeld(held);
  });

  it('knows those that it started before it continued as new', async () => {
    const { held, own, again } = await startAfterAnother({ firstStart: 0 });
    await assertEndsWith(again, [held, own]);
  });

  it('hands over to its own project while an earlier run with its workflow ID has one that is ending', async () => {
    const workflowId = `cleanup-${randomUUID()}`;
    const [first, second] = [await addProject('first'), await addProject('second')];
    const arn = await harness.addModel({ projectArn: first, status: 'STOPPED', holds: ['DELETING'] });
    const earlier = await startAs(workflowId, 'teardownProject', { projectName: 'first' });
    await untilChild(arn, 'deleting');
    await untilListed(harness.client, teardownProjectWorkflowId(first));
    await earlier.terminate();
    const lift = harness.emulator.faults.add({ kind: 'hang', operation: 'DescribeProjects' });
    const handle = await startAs(workflowId, 'teardownProject', { projectName: 'second' });
    // It has begun.
    await handle.query<ProjectProgress>('progress');
    const again = await reset(harness.client, handle);
    lift();
    await eventually(async () => {
      const { workflowId: child } = await again.query<ProjectProgress>('progress');
      assert.equal(child, teardownProjectWorkflowId(second));
    });
    const { outcome, projectArn } = (await again.result()) as ProjectResult;
    assert.deepEqual([outcome, projectArn], ['deleted', second]);
    await harness.emulator.setStatus(arn, 'GONE');
  });

  it('does not cancel one of somebody else that takes the place of its own in a list', async () => {
    const projectArn = await addProject();
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    await harness.start({ projectVersionArn: arn, ...GRACE });
    await untilChild(arn, 'held');
    stale = [arn];
    const lift = harness.emulator.faults.add({ kind: 'hang', operation: 'DescribeProjects' });
    const handle = await harness.startProject({ projectArn });
    await handle.query<ProjectProgress>('progress');
    const again = await reset(harness.client, handle);
    await again.cancel();
    await assert.rejects(again.result(), WorkflowFailedError);
    lift();
    await assertStillHeld(arn);
  });
});
