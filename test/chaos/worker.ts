// A worker of a campaign, in a process that can be killed. It looks more often than one does, so that hours pass in seconds.
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createTeardownActivities } from '../../activities/index.js';
import { parseWebhook, postEvent } from '../../activities/webhook.js';
import { openRecords } from '../../records/record-store.js';
import { recordWriter } from '../../records/write-record.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { createTestWorker } from '../support/temporal/test-worker.js';

const LOOK_EVERY_MS = 300;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const { TEMPORAL_ADDRESS = '', AWS_ENDPOINT_URL = '', WORKFLOW_BUNDLE = '', QUOTA_SHARE = '1' } = process.env;
const { WEBHOOK_URL = '', WEBHOOK_SECRET, RECORDS_BUCKET = '' } = process.env;
const webhook = parseWebhook(WEBHOOK_URL, WEBHOOK_SECRET);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'EXAMPLEKEY' };
const records = openRecords(
  { bucket: RECORDS_BUCKET, prefix: '', region: 'eu-west-1', keeping: 'required' },
  { endpoint: AWS_ENDPOINT_URL, credentials },
);
const aws = createAwsClients({
  endpoint: AWS_ENDPOINT_URL,
  credentials,
  role: { arn: 'arn:aws:iam::{account}:role/model-teardown' },
  quotaShare: Number(QUOTA_SHARE),
});
const worker = await createTestWorker({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
  taskQueue: 'chaos',
  workflowBundle: { codePath: WORKFLOW_BUNDLE },
  activities: createTeardownActivities(aws, {
    interval: () => LOOK_EVERY_MS,
    notify: (event) => postEvent(webhook, event),
    records: { keeping: 'required', write: recordWriter(records) },
  }),
});
// Whoever started it may be killed too.
process.once('disconnect', () => process.exit());
const running = worker.run();
// The campaign counts a worker's life from here on.
process.send?.('polling');
await running;
