import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/emulator.js';
import type { ModelSeed } from '../../emulator/seeds.js';
import type { teardownModel } from '../../workflows/index.js';
import type { Command } from './processes/compiled-command.js';
import { startWorkerProcess } from './processes/worker-process.js';

/** What each test of a suite has to itself. */
export interface WorkerSuite {
  readonly client: Client;
  readonly emulator: Emulator;
  readonly taskQueue: string;
  /** Starts a compiled worker, which does not outlive the test. */
  readonly startWorker: (env?: NodeJS.ProcessEnv) => Command;
  /** Starts the teardown of a model of its own. */
  readonly startTeardown: (
    status: string,
    seed?: Pick<ModelSeed, 'becomes' | 'holds'>,
  ) => Promise<WorkflowHandleWithFirstExecutionRunId<typeof teardownModel>>;
}

export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/canary';

/** To be called in a `describe`: the workers that a test has started are killed at its end. */
export function useWorkers(
  durations: EmulatorOptions['durations'],
  options: Pick<EmulatorOptions, 'callsPerSecond'> = {},
): WorkerSuite {
  const workers: Command[] = [];
  let client: Client;
  let emulator: Emulator;
  let taskQueue: string;
  beforeEach(async () => {
    const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    emulator = await startEmulator({ ...options, ...(durations && { durations }) });
    taskQueue = `test-${randomUUID()}`;
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) worker.process.kill('SIGKILL');
    await client.connection.close();
    await emulator.close();
  });
  return {
    get client() {
      return client;
    },
    get emulator() {
      return emulator;
    },
    get taskQueue() {
      return taskQueue;
    },
    startWorker(env) {
      const worker = startWorkerProcess({
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: SECRET_KEY,
        TEARDOWN_TASK_QUEUE: taskQueue,
        AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
        ...env,
      });
      workers.push(worker);
      return worker;
    },
    async startTeardown(status, seed) {
      const projectArn = await emulator.addProject({ name: `project-${randomUUID()}` });
      const model = { projectArn, name: 'v1', status, ...seed };
      const arn = (await emulator.addModel(model)) as ProjectVersionArn;
      return client.workflow.start<typeof teardownModel>('teardownModel', {
        taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args: [arn],
      });
    },
  };
}
