import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import '../support/harness.js';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';

// Seen in a campaign of chaos: a worker that goes down can have its local calls come back cancelled.
describe('a local call that comes back cancelled', () => {
  let client: Client;
  let connection: NativeConnection;
  let worker: Worker;
  let running: Promise<void>;
  const taskQueue = `test-${randomUUID()}`;
  const run = (workflow: string) =>
    client.workflow.execute<() => Promise<string>>(workflow, {
      taskQueue,
      workflowId: randomUUID(),
      args: [],
    });

  before(async () => {
    const address = process.env['TEMPORAL_ADDRESS'] ?? '';
    client = new Client({ connection: await Connection.connect({ address }) });
    connection = await NativeConnection.connect({ address });
    worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('at-once-workflows.ts', import.meta.url)),
        logger: new DefaultLogger('ERROR'),
      }),
    });
    running = worker.run();
  });
  after(async () => {
    worker.shutdown();
    await running;
    await Promise.all([client.connection.close(), connection.close()]);
  });

  it('ends no run that nobody has cancelled: the call is made again, patiently', async () => {
    assert.equal(await run('cancelledByTheWorker'), 'patiently');
  });

  it('is a cancel where somebody has cancelled', async () => {
    assert.equal(await run('cancelledBySomebody'), 'cancelled');
  });
});
