import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import type { SweepProgress, SweepResult } from '../../../contract/sweep/result.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { startSweep } from '../../support/temporal/sweeps.js';

/** As many teardowns as a sweep waits for at a time. */
const PLACES = 100;

describe('a sweep with more models than it tears down at a time', () => {
  let harness: Harness;
  before(async () => {
    // A hundred that look each second would keep the machine from everything else.
    harness = await startHarness({ intervalMs: SELDOM_MS });
  });
  after(() => harness.close());

  it('selects the queued models again after a pause', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const training = { projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [], tags: { stage: 'dev' } };
    const names = Array.from({ length: PLACES + 1 }, (_, index) => `v${index}`);
    const now = Date.now();
    // The oldest go first.
    const models = await Promise.all(
      names.map((name, index) => harness.addModel({ ...training, name, createdAt: now - 1000 + index })),
    );
    const last = models.at(-1) ?? '';
    const sweep = await startSweep(harness, {
      dryRun: false,
      statuses: ['TRAINING_IN_PROGRESS'],
      tags: ['stage=dev'],
      maxDeletes: PLACES + 1,
    });
    await eventually(async () => assert.equal((await inState(sweep, 'running')).length, PLACES));
    await sweep.signal('pause', { by: 'ana' });
    await harness.emulator.setTags(last, { stage: 'prod' });
    await sweep.signal('resume', { by: 'ana' });
    for (const arn of models.slice(0, PLACES)) {
      await harness.emulator.setStatus(arn, 'GONE');
      await harness.client.workflow.getHandle(teardownModelWorkflowId(arn)).signal('checkNow');
    }
    const { outcome, models: rows } = (await sweep.result()) as SweepResult;
    assert.equal(outcome, 'swept');
    assert.ok(!rows.some(({ projectVersionArn }) => projectVersionArn === last));
    assert.equal(rows.length, PLACES);
    assert.equal(await harness.emulator.statusOf(last), 'TRAINING_IN_PROGRESS');
  });

  const inState = async (sweep: WorkflowHandle, wanted: string) =>
    (await sweep.query<SweepProgress>('progress')).models.filter(({ state }) => state === wanted);
});
