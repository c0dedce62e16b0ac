import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { update } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { addModelOfAge, PLACE, statesByName, sweepReaches } from '../../support/temporal/sweeps.js';

// A pause may last for days, and the selection is older than that.
describe('a sweep that was paused', () => {
  let harness: Harness;
  let projectArn: ProjectArn;
  // An emulator for each test: a sweep looks at a whole account.
  beforeEach(async () => {
    harness = await startHarness();
    projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
  });
  afterEach(() => harness.close());

  const addModel = (name: string, daysOld: number, seed: object = {}) =>
    addModelOfAge(harness, projectArn, name, daysOld, seed);
  const startPaused = (rules: object): Promise<WorkflowHandle> =>
    harness.client.workflow.signalWithStart('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: `sweep-models/${randomUUID()}`,
      args: [{ ...PLACE, dryRun: false, ...rules }],
      signal: 'pause',
      signalArgs: [{ by: 'ana' }],
    });
  const resumed = async (sweep: WorkflowHandle) => {
    await sweep.signal('resume', { by: 'ana' });
    const result = (await sweep.result()) as SweepResult;
    assert.equal(result.outcome, 'swept');
    return statesByName(result);
  };

  it('keeps a model whose tags no longer match', async () => {
    const arn = await addModel('other', 10, { tags: { stage: 'dev' } });
    await addModel('same', 10, { tags: { stage: 'dev' } });
    const sweep = await startPaused({ tags: ['stage=dev'] });
    await sweepReaches(sweep, 'paused');
    await harness.emulator.setTags(arn, { stage: 'prod' });
    assert.deepEqual(await resumed(sweep), { same: 'deleted' });
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('keeps the newest model of those that are left', async () => {
    const old = await addModel('old', 10);
    const newest = await addModel('newest', 1);
    const sweep = await startPaused({ keepNewest: 1 });
    await sweepReaches(sweep, 'paused');
    await (await harness.start(newest)).result();
    assert.deepEqual(await resumed(sweep), { old: 'keptNewest' });
    assert.equal(await harness.emulator.statusOf(old), 'STOPPED');
  });

  it('deletes no model that it had not selected before', async () => {
    await addModel('old', 10);
    const sweep = await startPaused({ olderThan: '5d', maxDeletes: 1 });
    await sweepReaches(sweep, 'paused');
    const arn = await addModel('another', 9);
    assert.deepEqual(await resumed(sweep), { old: 'deleted' });
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('keeps a model that no longer matches, though it was approved in the pause', async () => {
    const arn = await addModel('approved', 10, { tags: { stage: 'dev' } });
    const sweep = await startPaused({ tags: ['stage=dev'], maxDeletes: 0 });
    await sweepReaches(sweep, 'awaitingApproval');
    await update(sweep, 'approve');
    await sweepReaches(sweep, 'paused');
    await harness.emulator.setTags(arn, { stage: 'prod' });
    assert.deepEqual(await resumed(sweep), {});
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });
});
