// Histories of runs that were reset: Temporal repeats what people sent before, and refuses what they ask of children.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { startTeardown, update } from '../support/temporal/decisions.js';
import { eventually } from '../support/eventually.js';
import type { Harness } from '../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../support/temporal/reset.js';
import type { Scenario } from './history-scenarios.js';

const GRACE = { gracePeriod: '1h' };

export const SCENARIOS_WITH_RESET: Readonly<Record<string, Scenario>> = {
  'reset-and-restored': async (harness) => {
    const { handle } = await startTeardown(harness, GRACE);
    await harness.reaches(handle, 'held');
    await update(handle, 'restore');
    await harness.reaches(handle, 'restoring');
    return reset(harness.client, handle);
  },
  'reset-and-postponed': async (harness) => {
    const { handle } = await startTeardown(harness, { gracePeriod: '1s' });
    await harness.reaches(handle, 'held');
    await update(handle, 'postpone', { by: 'ana', for: '1h' });
    const again = await reset(harness.client, handle);
    await harness.reaches(again, 'held');
    await update(again, 'deleteNow');
    return again;
  },
  'reset-project-joins': async (harness) => {
    const { arn, handle } = await startProject(harness);
    const again = await reset(harness.client, handle);
    await untilModelRuns(again);
    await again.signal('pause');
    await eventually(async () =>
      assert.ok((await harness.progress(childOf(harness, arn))).paused),
    );
    await again.signal('resume');
    await eventually(() => update(childOf(harness, arn), 'deleteNow'));
    return again;
  },
  'reset-project-cancelled': async (harness) => {
    const { handle } = await startProject(harness);
    const again = await reset(harness.client, handle, 'last');
    await untilModelRuns(again);
    await again.cancel();
    return again;
  },
  'reset-project-keeps': async (harness) => {
    const { arn, projectArn, handle } = await startProject(harness);
    await childOf(harness, arn).cancel();
    await assert.rejects(childOf(harness, arn).result());
    const other = await harness.addModel({ projectArn, name: 'v2', status: 'STOPPED' });
    const again = await reset(harness.client, handle);
    await eventually(() => update(childOf(harness, other), 'deleteNow'));
    return again;
  },
  'reset-project-cancelled-before-it-joined': async (harness) => {
    const { handle } = await startProject(harness);
    const lift = harness.emulator.faults.add({ kind: 'hang', operation: 'DescribeProjects' });
    const again = await reset(harness.client, handle);
    await again.cancel();
    await assert.rejects(again.result());
    lift();
    return again;
  },
  'reset-sweep-joins': async (harness) => {
    const place = { accountId: '111122223333', region: 'eu-west-1' };
    const projectArn = (await harness.emulator.addProject({ name: 'reset-swept' })) as ProjectArn;
    const arn = await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: `sweep-models/${randomUUID()}`,
      args: [{ ...place, statuses: ['TRAINING_IN_PROGRESS'], dryRun: false }],
    });
    await harness.reaches(childOf(harness, arn), 'training');
    await untilListed(harness.client, teardownModelWorkflowId(arn));
    const again = await reset(harness.client, handle);
    await untilModelRuns(again);
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    return again;
  },
  'reset-and-handed-over': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `reset-by-hand-${randomUUID()}`,
      args: [{ projectVersionArn: arn, ...GRACE }],
    });
    await eventually(() => harness.reaches(childOf(harness, arn), 'held'));
    const again = await reset(harness.client, handle);
    await eventually(() => again.query('progress'));
    await again.signal('deleteNow', { by: 'ana' });
    return again;
  },
};

function childOf(harness: Harness, arn: ProjectVersionArn) {
  return harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
}

async function startProject(harness: Harness) {
  const projectArn = (await harness.emulator.addProject({ name: `reset-${randomUUID()}` })) as ProjectArn;
  const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
  const handle = await harness.startProject({ projectArn, ...GRACE });
  await untilModelRuns(handle);
  await harness.reaches(childOf(harness, arn), 'held');
  await untilListed(harness.client, teardownModelWorkflowId(arn));
  return { arn, projectArn, handle };
}
