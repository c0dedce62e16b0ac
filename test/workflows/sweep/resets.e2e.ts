import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';
import { startSweep, sweepReaches } from '../../support/temporal/sweeps.js';

const TRAINING = { status: 'TRAINING_IN_PROGRESS', becomes: [], tags: { stage: 'dev' } };

describe('the reset of a sweep', () => {
  let harness: Harness;
  // An emulator for each test: a sweep looks at a whole account.
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const addModel = async (seed: object = { status: 'STOPPED' }) => {
    const projectArn = (await harness.emulator.addProject({ name: `shelves-${randomUUID()}` })) as ProjectArn;
    return harness.addModel({ projectArn, ...seed });
  };
  const start = (rules: object) => startSweep(harness, { dryRun: false, ...rules });

  it('keeps a rejection, also if fewer models are selected', async () => {
    const [first, second] = [await addModel(), await addModel()];
    const handle = await start({ projects: ['shelves-*'], maxDeletes: 1 });
    await sweepReaches(handle, 'awaitingApproval');
    await update(handle, 'reject');
    await handle.result();
    await harness.emulator.setStatus(first, 'GONE');
    const { outcome } = (await (await reset(harness.client, handle)).result()) as SweepResult;
    assert.equal(outcome, 'rejected');
    assert.equal(await harness.emulator.statusOf(second), 'STOPPED');
  });

  it('does not keep an approval', async () => {
    await addModel();
    const handle = await start({ projects: ['shelves-*'], maxDeletes: 0 });
    await sweepReaches(handle, 'awaitingApproval');
    await update(handle, 'approve');
    await handle.result();
    await addModel();
    const again = await reset(harness.client, handle);
    await sweepReaches(again, 'awaitingApproval');
    await update(again, 'reject');
    await again.result();
  });

  const trainingSwept = async (rules: object = {}) => {
    const arn = await addModel(TRAINING);
    const handle = await start({ statuses: ['TRAINING_IN_PROGRESS'], ...rules });
    const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await harness.reaches(child, 'training');
    await untilListed(harness.client, child.workflowId);
    return { arn, handle, child };
  };

  for (const to of ['first', 'last'] as const) {
    it(`cancels its teardowns when it is cancelled after a reset to the ${to} task`, async () => {
      const { handle, child } = await trainingSwept();
      const again = await reset(harness.client, handle, to);
      await untilModelRuns(again);
      await again.signal('pause', { by: 'ana' });
      await eventually(async () => assert.ok((await harness.progress(child)).paused));
      await again.cancel();
      await assert.rejects(again.result(), WorkflowFailedError);
      await eventually(async () => assert.equal((await child.describe()).status.name, 'CANCELLED'));
    });
  }

  it('waits for a teardown of a model that its rules no longer select', async () => {
    const { arn, handle, child } = await trainingSwept();
    await child.signal('pause', { by: 'ana' });
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await child.signal('checkNow');
    await harness.reaches(child, 'paused');
    const again = await reset(harness.client, handle);
    await untilModelRuns(again);
    await child.signal('resume', { by: 'ana' });
    const { outcome, models } = (await again.result()) as SweepResult;
    assert.equal(outcome, 'swept');
    assert.deepEqual(
      models.map(({ state }) => state),
      ['deleted'],
    );
  });

  it('selects the models that it has not started again, if it was paused before', async () => {
    const { arn, handle, child } = await trainingSwept({
      statuses: ['TRAINING_IN_PROGRESS', 'STOPPED'],
      tags: ['stage=dev'],
    });
    await handle.signal('pause', { by: 'ana' });
    await eventually(async () => assert.ok((await harness.progress(child)).paused));
    const other = await addModel({ status: 'STOPPED', tags: { stage: 'dev' } });
    // Temporal repeats the pause in the first task.
    const again = await reset(harness.client, handle);
    await untilModelRuns(again, arn);
    // What was selected once a pause is over needs no second look.
    await sweepReaches(again, 'tearingDownModels');
    await harness.emulator.setStatus(arn, 'GONE');
    await harness.emulator.setTags(other, { stage: 'prod' });
    await again.signal('resume', { by: 'ana' });
    await child.signal('checkNow');
    const { models } = (await again.result()) as SweepResult;
    assert.deepEqual(
      models.map(({ projectVersionArn, state }) => [projectVersionArn, state]),
      [[arn, 'alreadyGone']],
    );
    assert.equal(await harness.emulator.statusOf(other), 'STOPPED');
  });
});
