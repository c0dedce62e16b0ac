import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import type { teardownModel } from '../../workflows/index.js';
import { eventually } from '../support/eventually.js';
import { untilPolling } from '../support/processes/worker-process.js';
import { workflowBundle } from '../support/temporal/harness.js';
import { useWorkers } from '../support/worker-suite.js';

// The server passes the query on after ten seconds, and the workflow task ten seconds after the activity has ended. In about
// half of all tries the task comes first, and there is nothing to see: stale-cache.test.ts has what certainly must be noticed.
const TRIES = 3;
const NOTICED = /^The cached run is ahead of its history/;
/** `PENDING_ACTIVITY_STATE_SCHEDULED`: between two attempts. */
const SCHEDULED = 1;

describe('a query while a workflow task waits for a dead worker', () => {
  const suite = useWorkers(undefined);

  /** Returns a run with its history, once it was paused after such a query. */
  const pausedAfterQuery = async () => {
    const { client, emulator } = suite;
    const taskQueue = `test-${randomUUID()}`;
    const startWorker = async () => {
      const worker = suite.startWorker({ TEARDOWN_TASK_QUEUE: taskQueue });
      await untilPolling(worker);
      return worker;
    };
    const projectArn = await emulator.addProject({ name: `shelves-${randomUUID()}` });
    const model = { projectArn, name: 'v1', status: 'STOPPING', becomes: [] };
    const arn = (await emulator.addModel(model)) as ProjectVersionArn;
    const first = await startWorker();
    const handle = await client.workflow.start<typeof teardownModel>('teardownModel', {
      taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, gracePeriod: '1h' }],
    });
    const progress = () => handle.query<TeardownProgress>('progress');
    await eventually(async () => assert.equal((await progress()).phase, 'stopping'));
    const second = await startWorker();
    try {
      // A new worker first finds out how many there are.
      await eventually(async () => {
        const [poll] = (await handle.describe()).raw.pendingActivities ?? [];
        assert.equal(poll?.lastWorkerIdentity?.split('@')[0], String(second.process.pid));
        assert.equal(poll?.state, SCHEDULED);
      });
      // For ten seconds after its last poll, the server takes a worker for one that is there.
      await progress();
      await sleep(500);
      first.process.kill('SIGKILL');
      await first.ended;
      const answer = progress().catch(() => undefined);
      await sleep(2000);
      await emulator.setStatus(arn, 'STOPPED');
      await answer;
      await handle.signal('pause', { by: 'ana' });
      await eventually(async () => assert.ok((await progress()).paused));
      return { workflowId: handle.workflowId, history: await handle.fetchHistory() };
    } finally {
      await handle.terminate();
      second.process.kill('SIGKILL');
      await second.ended;
    }
  };

  it('does not lead to a history that no worker can replay', async () => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { workflowId, history } = await pausedAfterQuery();
      await Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history, workflowId);
      const failures = (history.events ?? []).map(
        (it) => it.workflowTaskFailedEventAttributes?.failure?.message,
      );
      if (failures.some((it) => NOTICED.test(it ?? ''))) return;
    }
  });
});
