import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createTeardownActivities, type TeardownActivityOptions } from '../../activities/index.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { Phase, TeardownProgress } from '../../contract/progress.js';
import type { TeardownResult } from '../../contract/result.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import type { ModelSeed } from '../../emulator/seeds.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';
import { failureOf } from '../support/failure-of.js';
import { workflowBundle } from '../support/harness.js';
import { startTimeSkipping } from '../support/time-skipping-server.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a wait of many hours, on the time-skipping server', function () {
  let environment: TestWorkflowEnvironment;
  let emulator: Emulator;
  let createWorker: (
    taskQueue: string,
    options?: Pick<TeardownActivityOptions, 'interval'>,
  ) => Promise<Worker>;
  let worker: Worker;
  let running: Promise<void>;

  before(async function () {
    environment = await startTimeSkipping();
    // AWS's clock is the server's: an hour skipped there is an hour trained here.
    emulator = await startEmulator({ clock: () => environment.currentTimeMs() });
    const aws = createAwsClients({
      foreignEndpoint: false,
      endpoint: emulator.url,
      credentials: CREDENTIALS,
    });
    createWorker = async (taskQueue, options = {}) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        workflowBundle: workflowBundle(),
        activities: createTeardownActivities(aws, { clock: () => environment.currentTimeMs(), ...options }),
      });
    worker = await createWorker('test');
    running = worker.run();
  });
  after(async () => {
    worker.shutdown();
    await running;
    await emulator.close();
    await environment.teardown();
  });
  afterEach(() => emulator.faults.clear());

  const addModel = async (seed: Partial<ModelSeed>) => {
    const projectArn = await emulator.addProject({ name: `project-${emulator.calls.length}` });
    return (await emulator.addModel({ projectArn, name: 'v1', ...seed })) as ProjectVersionArn;
  };
  const start = (arn: ProjectVersionArn, request: object = {}, taskQueue = 'test') =>
    environment.client.workflow.start('teardownModel', {
      taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, ...request }],
    });
  const callsAbout = (arn: string) =>
    emulator.calls.filter(({ input }) => input.includes(arn.split('/')[1] ?? ''));

  const phaseOf = async (handle: WorkflowHandle) => (await handle.query<TeardownProgress>('progress')).phase;
  const sleepUntil = async (handle: WorkflowHandle, phase: Phase, atATime: '1m' | '12h') => {
    while ((await phaseOf(handle)) !== phase) await environment.sleep(atATime);
  };

  for (const hours of [1, 6, 24, 30]) {
    it(`sits through ${hours} h of training, and notices its end within the smaller of 10 % and 30 min`, async () => {
      const afterMs = hours * HOUR;
      const arn = await addModel({
        status: 'TRAINING_IN_PROGRESS',
        becomes: [{ afterMs, status: 'TRAINING_COMPLETED' }],
      });
      const created = await environment.currentTimeMs();
      const handle = await start(arn);
      const result = (await handle.result()) as TeardownResult;
      assert.equal(result.outcome, 'deleted');

      const noticed = Date.parse(result.steps.find(({ to }) => to === 'TRAINING_COMPLETED')?.at ?? '');
      const lag = noticed - (created + afterMs);
      assert.ok(
        lag >= -MINUTE && lag <= Math.min(afterMs / 10, 30 * MINUTE),
        `noticed after ${lag / MINUTE} min`,
      );
      const { events = [] } = await handle.fetchHistory();
      // Without training: a look, the guards, Delete, its confirmation and a notice, 20 events; and two of the timer for the
      // run's time-out, which this server gives to every run.
      const mostEvents = 22 + 100 * Math.max(1, hours / 24);
      assert.ok((events?.length ?? 0) <= mostEvents, `${events?.length} events`);
      // With some to spare: 14 looks half a minute apart, 56 each 7.2 % after the one
      // before, then one every 22.5 min; and one at the end of each period. The rest is the deletion.
      const most = 14 + 56 + Math.max(0, hours - 5.2) * (60 / 22.5) + hours / 2 + 12;
      assert.ok(callsAbout(arn).length <= most, `${callsAbout(arn).length} calls`);
    });
  }

  it('sits through 12 h of stopping, which adds no event', async () => {
    const arn = await addModel({
      status: 'STOPPING',
      becomes: [{ afterMs: 12 * HOUR, status: 'STOPPED' }],
    });
    const handle = await start(arn);
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    const { events = [] } = await handle.fetchHistory();
    // Two are of the timer for the run's time-out: this server gives one to every run.
    assert.equal(events?.length, 29);
  });

  it('keeps a model through 30 days of grace, then deletes it', async () => {
    const arn = await addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const began = await environment.currentTimeMs();
    const handle = await start(arn, { gracePeriod: '30d' });
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    const sent = callsAbout(arn).find(({ operation }) => operation === 'DeleteProjectVersion');
    const days = ((sent?.at ?? 0) - began) / (24 * HOUR);
    assert.ok(days >= 30 && days < 30.1, `${days} days`);
  });

  // On this server, a run is stuck for good if a timer fires while it is being cancelled (temporalio/sdk-java issue 3088).
  // This test therefore decides once, when no timer is due; limits.long.ts decides 90 times, on a real server.
  it('keeps a model through 90 days of grace, and through 90 more if it is postponed', async () => {
    const arn = await addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const began = await environment.currentTimeMs();
    // Looks add nothing to history, so few will do.
    const seldom = await createWorker('seldom', { interval: () => 6 * HOUR });
    await seldom.runUntil(async () => {
      const handle = await start(arn, { gracePeriod: '90d' }, 'seldom');
      await sleepUntil(handle, 'held', '1m');
      await handle.signal('postpone', { by: 'mary', for: '90d' });
      const { outcome, decisions = [] } = (await handle.result()) as TeardownResult;
      assert.equal(outcome, 'deleted');
      assert.equal(decisions.length, 1);
      const sent = callsAbout(arn).find(({ operation }) => operation === 'DeleteProjectVersion');
      const days = ((sent?.at ?? 0) - began) / (24 * HOUR);
      assert.ok(days >= 180 && days < 181, `${days} days`);
    });
  });

  it('pause holds up the delete at the end of a grace period in which it came', async () => {
    const arn = await addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const handle = await start(arn, { gracePeriod: '10d' });
    const changes = () =>
      callsAbout(arn)
        .map(({ operation }) => operation)
        .filter((it) => /^(Start|Stop|Delete)/.test(it));
    // Time goes on only when the test says so.
    await sleepUntil(handle, 'held', '1m');
    await handle.signal('pause');
    await sleepUntil(handle, 'paused', '12h');
    await environment.sleep('10d');
    assert.equal(await phaseOf(handle), 'paused');
    assert.deepEqual(changes(), ['StopProjectVersion']);
    await handle.executeUpdate('restore', { args: [{ by: 'ana' }] });
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'restored');
    assert.deepEqual(changes(), ['StopProjectVersion', 'StartProjectVersion']);
  });

  it('gives a model back to whoever starts it in the middle of its grace period', async () => {
    const arn = await addModel({
      status: 'STOPPED',
      becomes: [{ afterMs: 10 * 24 * HOUR, status: 'RUNNING' }],
    });
    const began = await environment.currentTimeMs();
    const handle = await start(arn, { gracePeriod: '30d' });
    const result = (await handle.result()) as TeardownResult;
    assert.equal(result.outcome, 'reclaimed');
    const noticed = Date.parse(result.finishedAt) - began - 10 * 24 * HOUR;
    assert.ok(noticed < 20 * MINUTE, `noticed after ${noticed / MINUTE} min`);
    assert.equal(await emulator.statusOf(arn), 'RUNNING');
  });

  it('rejects what nobody has approved in seven days', async () => {
    const arn = await addModel({ status: 'RUNNING' });
    const began = await environment.currentTimeMs();
    const handle = await start(arn, { approval: { required: true } });
    const result = (await handle.result()) as TeardownResult;
    assert.equal(result.outcome, 'rejected');
    assert.equal(Math.round((Date.parse(result.finishedAt) - began) / (24 * HOUR)), 7);
  });

  it('ends at its deadline in the middle of a training, having changed nothing', async () => {
    const arn = await addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await start(arn, { deadline: '20h' });
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /waiting for AWS to end the training.*DeleteProjectVersion was not sent/);
    assert.equal(await emulator.statusOf(arn), 'TRAINING_IN_PROGRESS');
  });

  it('ends at its deadline saying that Delete was sent, if it was not confirmed in time', async () => {
    const arn = await addModel({ status: 'STOPPED' });
    emulator.faults.add({ kind: 'throttle', operation: 'DeleteProjectVersion' });
    const failure = await failureOf((await start(arn, { deadline: '2h' })).result());
    assert.equal(failure.type, 'DeadlineExceeded');
    assert.match(failure.message, /DeleteProjectVersion had been sent/);
  });

  it('fails with AccessDenied once IAM has denied a call for a minute, even after hours of waiting', async () => {
    const arn = await addModel({ status: 'STOPPING', becomes: [{ afterMs: 2 * HOUR, status: 'STOPPED' }] });
    const kind = { code: 'AccessDeniedException', message: 'User is not authorized to perform that' };
    emulator.faults.add({ kind, operation: 'DeleteProjectVersion' });
    const handle = await start(arn);
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'AccessDenied');
    assert.match(failure.message, /rekognition:DeleteProjectVersion.*User is not authorized.*Allow/);
    const denied = callsAbout(arn).filter(({ error }) => error === 'AccessDeniedException');
    const lasted = (denied.at(-1)?.at ?? 0) - (denied[0]?.at ?? 0);
    assert.ok(lasted >= MINUTE && lasted < 2 * MINUTE, `denied for ${lasted / 1000} s`);
    assert.equal(await emulator.statusOf(arn), 'STOPPED');
  });

  it('gives a denial its minute even when it comes after hours of polling', async () => {
    const arn = await addModel({ status: 'STOPPING', becomes: [{ afterMs: 2 * HOUR, status: 'STOPPED' }] });
    const when = () => callsAbout(arn).length > 20;
    emulator.faults.add({ kind: { code: 'AccessDeniedException' }, times: 3, when });
    const result = (await (await start(arn)).result()) as TeardownResult;
    assert.equal(result.outcome, 'deleted');
    assert.equal(callsAbout(arn).filter(({ error }) => error === 'AccessDeniedException').length, 3);
  });
});
