import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { createTeardownActivities, type TeardownActivityOptions } from '../../../activities/index.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { Phase, TeardownProgress } from '../../../contract/model/progress.js';
import { startEmulator, type Call, type Emulator } from '../../../emulator/emulator.js';
import type { ModelSeed } from '../../../emulator/seeds.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../credentials.js';
import { createTestWorker } from './test-worker.js';
import { workflowBundle } from './harness.js';
import { startTimeSkipping, type TimeSkipping } from './time-skipping-server.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A server that skips the time in which nothing happens, with an emulator of AWS that has the same clock. */
export interface SkippedTime {
  readonly environment: TestWorkflowEnvironment;
  readonly emulator: Emulator;
  createWorker(taskQueue: string, options?: Pick<TeardownActivityOptions, 'interval'>): Promise<Worker>;
  addModel(seed: Partial<ModelSeed>): Promise<ProjectVersionArn>;
  /** Default: on the task queue of the worker that all tests share. */
  start(
    arn: ProjectVersionArn,
    request?: object,
    taskQueue?: string,
  ): Promise<WorkflowHandleWithFirstExecutionRunId>;
  callsAbout(arn: string): Call[];
  phaseOf(handle: WorkflowHandle): Promise<Phase>;
  sleepUntil(handle: WorkflowHandle, phase: Phase, atATime: '1m' | '12h'): Promise<void>;
}

/** Starts the server for the tests of the `describe` that calls this, and stops it after them. */
export function useSkippedTime(): SkippedTime {
  let server: TimeSkipping;
  let environment: TestWorkflowEnvironment;
  let emulator: Emulator;
  let createWorker: SkippedTime['createWorker'];
  let worker: Worker;
  let running: Promise<void>;
  before(async () => {
    server = await startTimeSkipping();
    ({ environment } = server);
    // AWS's clock is the server's: an hour skipped there is an hour trained here.
    emulator = await startEmulator({ clock: () => environment.currentTimeMs() });
    const aws = createAwsClients({
      endpoint: emulator.url,
      credentials: CREDENTIALS,
    });
    createWorker = (taskQueue, options = {}) =>
      createTestWorker({
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
    await server.stop();
  });
  afterEach(() => emulator.faults.clear());

  const phaseOf = async (handle: WorkflowHandle) => (await handle.query<TeardownProgress>('progress')).phase;
  return {
    get environment() {
      return environment;
    },
    get emulator() {
      return emulator;
    },
    createWorker: (taskQueue, options) => createWorker(taskQueue, options),
    async addModel(seed) {
      const projectArn = await emulator.addProject({ name: `project-${emulator.calls.length}` });
      return (await emulator.addModel({ projectArn, name: 'v1', ...seed })) as ProjectVersionArn;
    },
    start: (arn, request = {}, taskQueue = 'test') =>
      environment.client.workflow.start('teardownModel', {
        taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args: [{ projectVersionArn: arn, ...request }],
      }),
    callsAbout: (arn) => emulator.calls.filter(({ input }) => input.includes(arn.split('/')[1] ?? '')),
    phaseOf,
    async sleepUntil(handle, phase, atATime) {
      while ((await phaseOf(handle)) !== phase) await environment.sleep(atATime);
    },
  };
}
