import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NativeConnection } from '@temporalio/worker';
import { createTeardownActivities } from '../../activities/index.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { teardownModel } from '../../workflows/index.js';
import { CREDENTIALS } from '../support/credentials.js';
import { startHarness, workflowBundle, type Harness } from '../support/temporal/harness.js';
import { holdTurns } from '../support/temporal/held-turns.js';
import { createTestWorker } from '../support/temporal/test-worker.js';

const STOP = 'rekognition:StopProjectVersion';

describe('a queued change', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const addRunning = async () => {
    const projectArn = await harness.emulator.addProject({ name: 'shelves' });
    return harness.addModel({ projectArn, status: 'RUNNING' });
  };
  const start = (taskQueue: string, arn: ProjectVersionArn) =>
    harness.client.workflow.start<typeof teardownModel>('teardownModel', {
      taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [arn],
    });
  const stops = () => harness.emulator.calls.filter(({ operation }) => operation === 'StopProjectVersion');

  it('is not sent after its run was terminated', async () => {
    const arn = await addRunning();
    const taskQueue = `${harness.taskQueue}-held`;
    const { url: endpoint } = harness.emulator;
    const held = holdTurns(createAwsClients({ endpoint, credentials: CREDENTIALS }), STOP);
    const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    const worker = await createTestWorker({
      connection,
      taskQueue,
      workflowBundle: workflowBundle(),
      activities: createTeardownActivities(held.aws),
      shutdownGraceTime: '30s',
    });
    const handle = await start(taskQueue, arn);
    await worker.runUntil(async () => {
      await held.waiting;
      await handle.terminate();
      held.release();
    });
    await connection.close();
    assert.deepEqual(stops(), []);
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('is not sent by a worker that was suspended while another took over', async () => {
    const arn = await addRunning();
    const taskQueue = `${harness.taskQueue}-suspended`;
    const child = fork(
      fileURLToPath(new URL('../support/temporal/suspended-worker.ts', import.meta.url)),
      [taskQueue, harness.emulator.url],
      { execArgv: ['--import', 'tsx'] },
    );
    try {
      const handle = await start(taskQueue, arn);
      assert.deepEqual(await once(child, 'message'), ['waiting', undefined]);
      child.kill('SIGSTOP');
      const other = await startHarness({ beside: { taskQueue, emulator: harness.emulator } });
      assert.equal((await handle.result()).outcome, 'deleted');
      assert.equal(stops().length, 1);
      child.send('release');
      child.kill('SIGCONT');
      await once(child, 'exit');
      await other.close();
      assert.equal(stops().length, 1);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
