import assert from 'node:assert/strict';
import type { ProjectProgress } from '../../../contract/project/result.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../../local-stack/temporal-server.js';
import { update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('a run for many models with a long history', () => {
  let server: TemporalServer;
  let harness: Harness;
  before(async function () {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': '60' },
    });
    harness = await startHarness({ address: server.address });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  /** Visibility lists a run a moment after it has started. */
  const assertContinued = (workflowId: string) =>
    eventually(async () => {
      const { count } = await harness.client.workflow.count(`WorkflowId = '${workflowId}'`);
      assert.ok(count > 1, `${count} runs`);
    });

  it('continues with the remaining models of a project', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'many-models' });
    const names = Array.from({ length: 16 }, (_, n) => `v${n}`);
    await Promise.all(names.map((name) => harness.addModel({ projectArn, name, status: 'TRAINING_FAILED' })));
    const tags = { teardown: 'never' };
    await harness.addModel({ projectArn, name: 'kept', status: 'STOPPED', tags });
    const approval = { required: true };
    const handle = await harness.startProject({ projectArn, maxParallel: 2, approval });
    const latest = harness.client.workflow.getHandle(handle.workflowId);
    await eventually(() => update(latest, 'approve'));
    const { models, outcome, decisions } = await handle.result();
    await assertContinued(handle.workflowId);
    assert.equal(outcome, 'incomplete');
    assert.deepEqual(models.map(({ state }) => state).toSorted(), [...names.map(() => 'deleted'), 'failed']);
    assert.equal(decisions?.[0]?.by, 'ana');
  });

  it('ends as cancelled if it was cancelled, instead of continuing as new', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'many-trainings' });
    const names = Array.from({ length: 16 }, (_, n) => `v${n}`);
    const seed = { projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] };
    await Promise.all(names.map((name) => harness.addModel({ ...seed, name })));
    const handle = await harness.startProject({ projectArn, maxParallel: 16 });
    const latest = harness.client.workflow.getHandle(handle.workflowId);
    await eventually(async () => {
      const { models } = await latest.query<ProjectProgress>('progress');
      assert.equal(models.filter(({ state }) => state === 'running').length, 16);
    });
    await latest.cancel();
    await assert.rejects(handle.result());
    assert.equal((await latest.describe()).status.name, 'CANCELLED');
  });

  it('plans all models of a project', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'many-plans' });
    const names = Array.from({ length: 16 }, (_, n) => `v${n}`);
    await Promise.all(names.map((name) => harness.addModel({ projectArn, name, status: 'STOPPED' })));
    const handle = await harness.startProject({ projectArn, maxParallel: 2, dryRun: true });
    const { models, outcome } = await handle.result();
    await assertContinued(handle.workflowId);
    assert.equal(outcome, 'planned');
    assert.deepEqual(new Set(models.map(({ state }) => state)), new Set(['planned']));
    assert.equal(models.length, 16);
  });

  it('sweeps all approved models, however many runs it takes', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `project-${n}`);
    for (const name of names) {
      const projectArn = await harness.emulator.addProject({ name });
      await harness.addModel({ projectArn, name: 'old', status: 'STOPPED', createdAt: Date.now() - 1000 });
      await harness.addModel({ projectArn, name: 'new', status: 'STOPPED' });
    }
    const handle = await harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: 'sweep-models/many',
      args: [
        {
          accountId: '111122223333',
          region: 'eu-west-1',
          projects: ['project-*'],
          keepNewest: 1,
          dryRun: false,
          maxDeletes: 2,
        },
      ],
    });
    const latest = harness.client.workflow.getHandle(handle.workflowId);
    await eventually(() => update(latest, 'approve'));
    const { models, outcome, decisions, lookedAt } = (await handle.result()) as SweepResult;
    await assertContinued(handle.workflowId);
    assert.equal(outcome, 'swept');
    assert.equal(lookedAt, 24);
    const states = (name: string) =>
      new Set(
        models
          .filter(({ projectVersionArn }) => projectVersionArn.split('/')[3] === name)
          .map((row) => row.state),
      );
    assert.deepEqual([states('old'), states('new')], [new Set(['deleted']), new Set(['keptNewest'])]);
    assert.equal(models.length, 24);
    assert.equal(decisions?.[0]?.by, 'ana');
  });
});
