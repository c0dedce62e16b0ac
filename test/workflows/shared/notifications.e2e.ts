import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { startTeardown } from '../../support/temporal/decisions.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, workflowBundle } from '../../support/temporal/harness.js';
import { createReceiver } from '../../support/temporal/receiver.js';

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

describe('a run with a workflow timeout and an unreachable receiver', () => {
  it('ends with a reason before the server times it out', async () => {
    const receiver = createReceiver();
    receiver.isDown = true;
    const harness = await startHarness({ activities: receiver });
    try {
      const projectVersionArn = await harness.addModel({ status: 'STOPPING', becomes: [] });
      const handle = await harness.client.workflow.start('teardownModel', {
        taskQueue: harness.taskQueue,
        workflowId: teardownModelWorkflowId(projectVersionArn),
        args: [projectVersionArn],
        // It ends by itself a third before. It uses half of that for its last event, so 15 s are left on a busy machine.
        workflowExecutionTimeout: '90s',
      });
      const { type } = await failureOf(handle.result());
      assert.equal(type, 'DeadlineExceeded');
    } finally {
      await harness.close();
    }
  });
});
