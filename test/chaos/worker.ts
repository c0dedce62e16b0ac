// A worker of a campaign, in a process that can be killed. It looks more often than one does, so that hours pass in seconds.
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createTeardownActivities } from '../../activities/index.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { PATIENTLY } from '../../worker/workflow-code.js';

const LOOK_EVERY_MS = 300;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'EXAMPLEKEY' };
const aws = createAwsClients({
  foreignEndpoint: true,
  endpoint: process.env['AWS_ENDPOINT_URL'] ?? '',
  credentials,
  role: { arn: 'arn:aws:iam::{account}:role/model-teardown' },
});
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'chaos',
  ...PATIENTLY,
  workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
  activities: createTeardownActivities(aws, { interval: () => LOOK_EVERY_MS }),
});
const running = worker.run();
process.send?.('polling');
await running;
