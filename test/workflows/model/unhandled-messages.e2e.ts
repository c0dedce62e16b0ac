import assert from 'node:assert/strict';
import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { startHarness, workflowBundle, type Harness } from '../../support/temporal/harness.js';
import { showsFailure } from '../../support/temporal/pending-failure.js';
import { createTestWorker } from '../../support/temporal/test-worker.js';

const DELETE = 'DeleteProjectVersion';

// Temporal has accepted what nobody has handled yet. Activities go on meanwhile, on other workers.
describe('a delete while no worker handles workflow tasks', () => {
  let harness: Harness;
  let connection: NativeConnection;
  before(async () => {
    connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    harness = await startHarness({ workflowTasks: false });
  });
  after(async () => {
    await harness.close();
    await connection.close();
  });

  /** Starts a worker that handles workflow tasks only, and returns what stops it. */
  const handleWorkflowTasks = async () => {
    const { taskQueue } = harness;
    const worker = await createTestWorker({ connection, taskQueue, workflowBundle: workflowBundle() });
    const running = worker.run();
    return async () => {
      worker.shutdown();
      await running;
    };
  };
  const startThrottled = async () => {
    const stop = await handleWorkflowTasks();
    const arn = await harness.addModel({ status: 'STOPPED' });
    const lift = harness.emulator.faults.add({ kind: 'throttle', operation: DELETE, about: arn });
    const handle = await harness.start(arn);
    await showsFailure(handle, /DeleteProjectVersion.*Throttl/);
    await stop();
    return { arn, handle, lift };
  };

  for (const [what, tell] of [
    ['cancelled', (it) => it.cancel()],
    ['paused', (it) => it.signal('pause', { by: 'ana' })],
  ] as const satisfies [string, (it: Awaited<ReturnType<Harness['start']>>) => Promise<unknown>][]) {
    it(`is not sent after the run was ${what}`, async () => {
      const { arn, handle, lift } = await startThrottled();
      await tell(handle);
      lift();
      await showsFailure(handle, /a message to this run has not been handled yet, so no request was sent/);
      assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
      const stop = await handleWorkflowTasks();
      if (what === 'paused') {
        await harness.reaches(handle, 'paused');
        await handle.cancel();
      }
      await assert.rejects(
        handle.result(),
        (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
      );
      assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
      await stop();
    });
  }
});
