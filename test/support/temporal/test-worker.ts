import { Worker, type WorkerOptions } from '@temporalio/worker';

/**
 * Creates a worker for tests, none of which may end because a machine was too busy for a workflow task. Node.js ends the
 * process after `isolateExecutionTimeout`: see PATIENTLY in worker/workflow-code.ts.
 */
export function createTestWorker(options: WorkerOptions): Promise<Worker> {
  const patiently = { isolateExecutionTimeout: '10m' };
  return Worker.create({ ...patiently, ...options });
}
