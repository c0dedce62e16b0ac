import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection } from '@temporalio/worker';
import './harness.js';
import { createTestWorker } from './test-worker.js';

/** Workflows of a test's own, which use parts of ours, and a worker for them. */
export interface OwnWorkflows {
  /** Runs one, and returns its result. */
  run<T>(workflow: string): Promise<T>;
  close(): Promise<void>;
}

export async function startOwnWorkflows(file: URL): Promise<OwnWorkflows> {
  const address = process.env['TEMPORAL_ADDRESS'] ?? '';
  const client = new Client({ connection: await Connection.connect({ address }) });
  const connection = await NativeConnection.connect({ address });
  const taskQueue = `test-${randomUUID()}`;
  const worker = await createTestWorker({
    connection,
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(file),
      logger: new DefaultLogger('ERROR'),
    }),
  });
  const running = worker.run();
  return {
    run: <T>(workflow: string) =>
      client.workflow.execute<() => Promise<T>>(workflow, {
        taskQueue,
        workflowId: randomUUID(),
        args: [],
      }),
    async close() {
      worker.shutdown();
      await running;
      await Promise.all([client.connection.close(), connection.close()]);
    },
  };
}
