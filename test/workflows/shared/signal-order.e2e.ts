import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { SweepProgress } from '../../../contract/sweep/result.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { PLACE } from '../../support/temporal/sweeps.js';

/** With one model, signals out of order would often arrive in order by chance. */
const MODELS = 12;

// Temporal may deliver the signals that a run sends in one task in another order.
describe('signals that a run gets while no worker runs', () => {
  let harness: Harness;
  let projectArn: ProjectArn;
  let models: readonly ProjectVersionArn[];
  beforeEach(async () => {
    harness = await startHarness();
    projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const training = { projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] };
    const names = Array.from({ length: MODELS }, (_, index) => `v${index}`);
    models = await Promise.all(names.map((name) => harness.addModel({ ...training, name })));
  });
  afterEach(() => harness.close());

  const teardownOf = (arn: ProjectVersionArn) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const start = async (type: string, taskQueue: string, input: unknown): Promise<WorkflowHandle> =>
    harness.client.workflow.start(type, { taskQueue, workflowId: `${type}-${randomUUID()}`, args: [input] });
  const parents = {
    'the runs that have handed over': (taskQueue: string) =>
      Promise.all(models.map((arn) => start('teardownModel', taskQueue, arn))),
    'a sweep': async (taskQueue: string) => {
      const rules = { ...PLACE, dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] };
      const sweep = await start('sweepModels', taskQueue, rules);
      await eventually(async () => {
        const progress = await sweep.query<SweepProgress>('progress');
        assert.ok(progress.models.every(({ state }) => state === 'running'));
        assert.equal(progress.models.length, MODELS);
      });
      return [sweep];
    },
  };

  const all = ['pause', 'resume', 'pause', 'resume', 'pause', 'checkNow'];
  // Of those that still wait for their turn, a run for many models sends only the last.
  const last = ['pause', 'resume', 'pause', 'checkNow'];
  for (const [which, startedOn] of Object.entries(parents)) {
    it(`are passed on by ${which} in their order`, async () => {
      const taskQueue = `test-${randomUUID()}`;
      // None of the teardowns looks by itself, so that each stays as its last signal has left it.
      const worker = () =>
        startHarness({ intervalMs: SELDOM_MS, beside: { taskQueue, emulator: harness.emulator } });
      const first = await worker();
      const runs = await startedOn(taskQueue);
      const signalled = (signal: string) => Promise.all(runs.map((run) => run.signal(signal, { by: 'ana' })));
      await Promise.all(models.map((arn) => harness.reaches(teardownOf(arn), 'training')));
      await signalled('pause');
      await Promise.all(models.map((arn) => isPaused(arn, true)));
      await first.close();
      for (const signal of all.slice(1)) await signalled(signal);
      const second = await worker();
      // The last one of the five has arrived: the signals before have, too.
      await Promise.all(models.map((arn) => gets(arn, 'checkNow')));
      await Promise.all(models.map((arn) => isPaused(arn, true)));
      for (const arn of models)
        assert.equal((await signalsTo(arn)).join(), (which === 'a sweep' ? last : all).join());
      await Promise.all(runs.map((run) => run.cancel()));
      await Promise.all(runs.map((run) => assert.rejects(run.result())));
      await second.close();
    });
  }

  const isPaused = (arn: ProjectVersionArn, expected: boolean) =>
    eventually(async () => assert.equal((await harness.progress(teardownOf(arn))).paused, expected));
  const signalsTo = async (arn: ProjectVersionArn) => {
    const { events } = await teardownOf(arn).fetchHistory();
    return (events ?? []).flatMap((it) => it.workflowExecutionSignaledEventAttributes?.signalName ?? []);
  };
  const gets = (arn: ProjectVersionArn, signal: string) =>
    eventually(async () => assert.ok((await signalsTo(arn)).includes(signal)));
});
