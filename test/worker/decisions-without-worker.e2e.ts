import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import type { teardownModel } from '../../workflows/index.js';
import { eventually } from '../support/eventually.js';
import type { Command } from '../support/processes/compiled-command.js';
import { startWorkerProcess, untilPolling } from '../support/processes/worker-process.js';

describe('a decision while no worker is running', () => {
  let client: Client;
  let emulator: Emulator;
  let taskQueue: string;
  let worker: Command;

  const startWorker = async () => {
    worker = startWorkerProcess({
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      TEARDOWN_TASK_QUEUE: taskQueue,
      AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
    });
    await untilPolling(worker);
  };

  beforeEach(async () => {
    const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    emulator = await startEmulator({ durations: { stopping: 100, starting: 100, deleting: 100 } });
    taskQueue = `test-${randomUUID()}`;
    await startWorker();
  });
  afterEach(async () => {
    worker.process.kill('SIGKILL');
    await worker.ended;
    await client.connection.close();
    await emulator.close();
  });

  it('is handled by the next worker, and a restore precedes the delete that was due meanwhile', async () => {
    const projectArn = await emulator.addProject({ name: 'shelves' });
    const model = {
      projectArn,
      name: 'v1',
      status: 'RUNNING',
      minInferenceUnits: 1,
      holds: ['STOPPING'],
    };
    const arn = (await emulator.addModel(model)) as ProjectVersionArn;
    const handle = await client.workflow.start<typeof teardownModel>('teardownModel', {
      taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, gracePeriod: '15s' }],
    });
    const progress = () => handle.query<TeardownProgress>('progress');
    // The grace period begins when all has been asked for once: it is then long enough for one query and a kill.
    await eventually(async () => assert.equal((await progress()).modelStatus, 'STOPPING'));
    await emulator.setStatus(arn, 'STOPPED');
    await eventually(async () => assert.equal((await progress()).phase, 'held'));
    const { graceEndsAt = '' } = await progress();
    worker.process.kill('SIGKILL');
    await worker.ended;

    const restored = handle.executeUpdate<string, [object]>('restore', { args: [{ by: 'ana' }] });
    await new Promise((resolve) => setTimeout(resolve, Date.parse(graceEndsAt) + 1000 - Date.now()));
    await startWorker();
    assert.match(await restored, /will be started again/);
    assert.equal((await handle.result()).outcome, 'restored');
    assert.ok(emulator.calls.every(({ operation }) => operation !== 'DeleteProjectVersion'));
  });
});
