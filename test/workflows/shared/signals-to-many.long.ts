import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress } from '../../../contract/project/result.js';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../../local-stack/temporal-server.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';

const MODELS = 20;
const SIGNALS = 60;

// Temporal terminates a run with too many events, and cancels its teardowns. Each signal to each of them is two events.
describe('a project with many teardowns that gets many signals', () => {
  let server: TemporalServer;
  let harness: Harness;
  before(async () => {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: {
        'limit.historyCount.suggestContinueAsNew': '100',
        'limit.historyCount.warn': '900',
        'limit.historyCount.error': '1000',
      },
    });
    harness = await startHarness({ address: server.address, intervalMs: SELDOM_MS });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  const child = (arn: ProjectVersionArn) => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));

  it('passes a pause on that follows a resume which no teardown got', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'racks' })) as ProjectArn;
    const training = { projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] };
    for (const name of ['a', 'b']) await harness.addModel({ ...training, name });
    const handle = await harness.startProject({ projectArn, maxParallel: 1 });
    const untilOneTrains = async () => {
      const arn = await eventually(async () => {
        const { models } = await handle.query<ProjectProgress>('progress');
        const running = models.find(({ state }) => state === 'running');
        assert.ok(running);
        return running.projectVersionArn;
      });
      await eventually(() => harness.reaches(child(arn), 'training'));
      return arn;
    };
    const isPaused = (arn: ProjectVersionArn) =>
      eventually(async () => assert.ok((await harness.progress(child(arn))).paused));

    const first = await untilOneTrains();
    await handle.signal('pause');
    await isPaused(first);
    await child(first).cancel();
    await eventually(async () => {
      const { models } = await handle.query<ProjectProgress>('progress');
      assert.ok(models.every(({ state }) => state !== 'running'));
    });
    await handle.signal('resume');
    const second = await untilOneTrains();
    await eventually(async () => {
      await handle.signal('checkNow');
      assert.equal((await handle.query<ProjectProgress>('progress')).refusedSignal?.signal, 'checkNow');
    });
    await handle.signal('pause');
    await eventually(async () => assert.ok((await handle.query<ProjectProgress>('progress')).paused));
    assert.equal((await handle.query<ProjectProgress>('progress')).refusedSignal?.signal, 'checkNow');
    await isPaused(second);
    await handle.cancel();
    await assert.rejects(handle.result());
  });

  it('does not reach the limit of its history', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const names = Array.from({ length: MODELS }, (_, index) => `v${index}`);
    const arns = await Promise.all(
      names.map((name) => harness.addModel({ projectArn, name, status: 'STOPPED' })),
    );
    const handle = await harness.startProject({ projectArn, gracePeriod: '14d' });
    await Promise.all(arns.map((arn) => harness.reaches(child(arn), 'held')));
    for (let sent = 0; sent < SIGNALS; sent += 1) {
      await handle.signal('checkNow');
      // Signals that come while a task runs would share the next one.
      await handle.query<ProjectProgress>('progress');
    }
    const { refusedSignal } = await handle.query<ProjectProgress>('progress');
    assert.equal(refusedSignal?.signal, 'checkNow');
    assert.equal((await handle.describe()).status.name, 'RUNNING');

    for (const signal of ['pause', 'pause', 'resume', 'resume', 'pause']) await handle.signal(signal);
    await Promise.all(
      arns.map((arn) => eventually(async () => assert.ok((await harness.progress(child(arn))).paused))),
    );
    await handle.query<ProjectProgress>('progress');
    const { events } = await handle.fetchHistory();
    const passedOn = events?.map(
      (it) => it.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName,
    );
    assert.ok((passedOn?.filter((name) => name === 'pause').length ?? 0) <= 2 * MODELS);
    await handle.cancel();
    await assert.rejects(handle.result());
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
  });
});
