import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import '../support/harness.js';

// Seen in a campaign of chaos: the project's run failed with the failure of the model's.
describe('a teardown of many models that is cancelled when one of them fails', () => {
  it('ends as cancelled, with the failure noted, and starts no more', async () => {
    const address = process.env['TEMPORAL_ADDRESS'] ?? '';
    const client = new Client({ connection: await Connection.connect({ address }) });
    const connection = await NativeConnection.connect({ address });
    const taskQueue = `test-${randomUUID()}`;
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('model-children-workflows.ts', import.meta.url)),
        logger: new DefaultLogger('ERROR'),
      }),
    });
    const run = client.workflow.execute<() => Promise<readonly unknown[]>>('cancelledMeanwhile', {
      taskQueue,
      workflowId: randomUUID(),
    });
    assert.deepEqual(await worker.runUntil(run), ['cancelled', 'running', 'failed', 'running']);
    await Promise.all([client.connection.close(), connection.close()]);
  });
});
