import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { Phase } from '../../../contract/model/progress.js';
import type { TeardownResult } from '../../../contract/model/result.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import type { ProjectResult } from '../../../contract/project/result.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { eventually } from '../../support/eventually.js';
import { update } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';
import { PLACE, startSweep } from '../../support/temporal/sweeps.js';

describe('a run with teardowns', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const childOf = (arn: ProjectVersionArn) => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const untilChild = async (arn: ProjectVersionArn, phase: Phase) => {
    await eventually(() => harness.reaches(childOf(arn), phase));
    await untilListed(harness.client, teardownModelWorkflowId(arn));
  };
  const startByHand = (request: unknown): Promise<WorkflowHandle> =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [request],
    });

  describe('that is reset after some have ended', () => {
    const addProject = async () =>
      (await harness.emulator.addProject({ name: `shelves-${randomUUID()}` })) as ProjectArn;
    const startProject = async () => {
      const projectArn = await addProject();
      const [kept, other] = await Promise.all(
        ['v1', 'v2'].map((name) => harness.addModel({ projectArn, name, status: 'RUNNING' })),
      );
      assert.ok(kept && other);
      const handle = await harness.startProject({ projectArn, gracePeriod: '1h' });
      await untilChild(kept, 'held');
      await untilChild(other, 'held');
      return { kept, other, handle };
    };

    it('does not tear a model down that somebody has restored', async () => {
      const { kept, other, handle } = await startProject();
      await update(childOf(kept), 'restore');
      await childOf(kept).result();
      const again = await reset(harness.client, handle);
      await untilModelRuns(again, other);
      await update(childOf(other), 'deleteNow');
      const { outcome, models } = (await again.result()) as ProjectResult;
      assert.equal(outcome, 'incomplete');
      assert.equal(models.find(({ projectVersionArn }) => projectVersionArn === kept)?.state, 'restored');
      assert.equal(await harness.emulator.statusOf(kept), 'RUNNING');
      assert.equal(await harness.emulator.statusOf(other), undefined);
    });

    it('tears it down again in a run that somebody starts later', async () => {
      const { kept, other, handle } = await startProject();
      await update(childOf(kept), 'restore');
      await update(childOf(other), 'deleteNow');
      const { outcome, projectArn } = await handle.result();
      assert.equal(outcome, 'incomplete');
      const later = await harness.startProject({ projectArn });
      assert.equal((await later.result()).outcome, 'deleted');
      assert.equal(await harness.emulator.statusOf(kept), undefined);
    });

    it('does not tear a model down whose teardown somebody has cancelled, in a sweep', async () => {
      const projectArn = await addProject();
      const training = { projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] };
      const [kept, other] = await Promise.all(
        ['v1', 'v2'].map((name) => harness.addModel({ ...training, name })),
      );
      assert.ok(kept && other);
      const handle = await startSweep(harness, { dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] });
      for (const arn of [kept, other]) await untilChild(arn, 'training');
      await childOf(kept).cancel();
      await assert.rejects(childOf(kept).result(), WorkflowFailedError);
      const again = await reset(harness.client, handle);
      await untilModelRuns(again, other);
      await harness.emulator.setStatus(other, 'TRAINING_COMPLETED');
      await childOf(other).signal('checkNow');
      const { outcome, models } = (await again.result()) as SweepResult;
      assert.equal(outcome, 'incomplete');
      const stateOf = (arn: ProjectVersionArn) => models.find((it) => it.projectVersionArn === arn)?.state;
      assert.deepEqual([stateOf(kept), stateOf(other)], ['cancelled', 'deleted']);
      assert.equal(await harness.emulator.statusOf(kept), 'TRAINING_IN_PROGRESS');
    });

    it('returns the result of the run to which it has handed over', async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const handle = await startByHand({ projectVersionArn: arn, gracePeriod: '1h' });
      await untilChild(arn, 'held');
      await update(childOf(arn), 'restore');
      await handle.result();
      const again = await reset(harness.client, handle);
      assert.equal(((await again.result()) as TeardownResult).outcome, 'restored');
      assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    });

    it('returns the result of the project run to which it has handed over, and keeps what was restored', async () => {
      const projectArn = await addProject();
      const arn = await harness.addModel({ projectArn, status: 'RUNNING' });
      const handle = await harness.startProject({ projectArn, gracePeriod: '1h' }, `by-hand-${randomUUID()}`);
      await untilChild(arn, 'held');
      await update(childOf(arn), 'restore');
      assert.equal((await handle.result()).outcome, 'incomplete');
      const again = await reset(harness.client, handle);
      await eventually(async () => assert.notEqual((await again.describe()).status.name, 'RUNNING'));
      const { outcome, models } = (await again.result()) as ProjectResult;
      assert.deepEqual([outcome, models.map(({ state }) => state)], ['incomplete', ['restored']]);
      assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    });
  });

  describe('that is cancelled right after a reset', () => {
    const KINDS = ['project', 'sweep', 'run under another ID', "run with the project's name"] as const;
    for (const kind of KINDS) {
      it(`cancels the teardown that it has not joined yet: a ${kind}`, async () => {
        const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
        const arn = await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
        const starts: Readonly<Record<typeof kind, () => Promise<WorkflowHandle>>> = {
          project: () => harness.startProject({ projectArn }),
          sweep: () => startSweep(harness, { dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] }),
          'run under another ID': () => startByHand(arn),
          "run with the project's name": () =>
            harness.startProject({ ...PLACE, projectName: 'shelves' }, `by-name-${randomUUID()}`),
        };
        const handle = await starts[kind]();
        await untilChild(arn, 'training');
        if (kind === "run with the project's name") {
          await untilListed(harness.client, teardownProjectWorkflowId(projectArn));
        }
        // The reset run can't describe anything, so that it does not come as far as its teardown.
        const release = ['DescribeProjects', 'DescribeProjectVersions'].map((operation) =>
          harness.emulator.faults.add({ kind: 'hang', operation }),
        );
        const again = await reset(harness.client, handle);
        await again.cancel();
        await assert.rejects(again.result(), WorkflowFailedError);
        await eventually(async () => assert.equal((await childOf(arn).describe()).status.name, 'CANCELLED'));
        for (const lift of release) lift();
      });
    }
  });
});
