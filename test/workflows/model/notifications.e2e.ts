import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { startTeardown } from '../../support/temporal/decisions.js';
import { startHarness, workflowBundle } from '../../support/temporal/harness.js';

describe('a run that posts events while AWS does not answer', () => {
  it('replays if posting an event failed after the concurrent call had failed', async () => {
    // The first try of a notice ends after the first try of the call that comes next.
    const notify = async () => {
      await sleep(2000);
      throw new Error('down');
    };
    const harness = await startHarness({ activities: { notify } });
    try {
      const { emulator } = harness;
      const when = () => emulator.calls.some(({ operation }) => operation === 'StopProjectVersion');
      emulator.faults.add({ kind: 'serverError', operation: 'ListTagsForResource', times: 6, when });
      const { handle } = await startTeardown(harness, {}, { status: 'RUNNING' });
      await harness.reaches(handle, 'done');
      const history = await handle.fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history, handle.workflowId);
    } finally {
      await harness.close();
    }
  });
});
