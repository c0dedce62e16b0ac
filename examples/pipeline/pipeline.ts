import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

const [, , workflow = 'retireByChild', arn = ''] = process.argv;
const address = process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233';
const namespace = process.env['PIPELINES_NAMESPACE'] ?? 'default';

const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: 'pipelines',
  workflowsPath: fileURLToPath(new URL('pipeline-workflows.js', import.meta.url)),
});
const client = new Client({ connection: await Connection.connect({ address }), namespace });
const options = { taskQueue: 'pipelines', workflowId: `retire/${arn}`, args: [arn] as [string] };
console.log(
  await worker.runUntil(() => client.workflow.execute<(arn: string) => Promise<string>>(workflow, options)),
);
process.exit();
