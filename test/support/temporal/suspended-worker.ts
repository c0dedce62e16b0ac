// A worker in a process of its own, whose StopProjectVersion waits for its turn until the parent says "release".
import { NativeConnection } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../credentials.js';
import { workflowBundle } from './harness.js';
import { holdTurns } from './held-turns.js';
import { createTestWorker } from './test-worker.js';

const [taskQueue = '', endpoint = ''] = process.argv.slice(2);
const held = holdTurns(
  createAwsClients({ endpoint, credentials: CREDENTIALS }),
  'rekognition:StopProjectVersion',
);
const worker = await createTestWorker({
  connection: await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' }),
  taskQueue,
  workflowBundle: workflowBundle(),
  activities: createTeardownActivities(held.aws),
  // While it is suspended, the server hands it few tasks, each of which has to time out.
  maxConcurrentActivityTaskExecutions: 1,
  maxConcurrentWorkflowTaskExecutions: 1,
  maxCachedWorkflows: 0,
  shutdownGraceTime: '30s',
});
process.once('message', () => {
  held.release();
  // Every activity ends before the process does.
  worker.shutdown();
});
void held.waiting.then(() => process.send?.('waiting'));
await worker.run();
process.exit(0);
