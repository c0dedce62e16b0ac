import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('the time that a run has', () => {
  let harness: Harness;
  let worker: Harness | undefined;
  beforeEach(async () => {
    worker = undefined;
    harness = await startHarness({ workflowTasks: false });
  });
  afterEach(async () => {
    await worker?.close();
    await harness.close();
  });

  const start = (type: 'teardownModel' | 'teardownProject', workflowId: string, options: object) =>
    harness.client.workflow.start(type, { taskQueue: harness.taskQueue, workflowId, ...options });

  /** Lets no worker take the run for so long. */
  const takenAfter = async (ms: number) => {
    await sleep(ms);
    worker = await startHarness({ beside: harness });
  };

  const endsLate = async (handle: WorkflowHandle, arn: string) => {
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded', message);
    assert.deepEqual(harness.changes(arn), []);
  };

  /** A timer that fires late must not let it begin: the workflow's own clock shows that it is late. */
  const endsBeforeItBegins = async (handle: WorkflowHandle, arn: string) => {
    await endsLate(handle, arn);
    assert.deepEqual(harness.emulator.calls, [], 'AWS was asked');
  };

  for (const id of ['canonical', 'other'] as const) {
    it(`counts from the start if no worker takes the run in time: a model, under ${id} ID`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const args = [{ projectVersionArn: arn, deadline: '1s' }];
      const workflowId = id === 'canonical' ? teardownModelWorkflowId(arn) : randomUUID();
      const handle = await start('teardownModel', workflowId, { args });
      await takenAfter(1500);
      await endsBeforeItBegins(handle, arn);
    });

    it(`counts from the start if no worker takes the run in time: a project, under ${id} ID`, async () => {
      const projectArn = (await harness.emulator.addProject({ name: randomUUID() })) as ProjectArn;
      await harness.addModel({ projectArn, status: 'RUNNING' });
      const args = [{ projectArn, deadline: '1s' }];
      const workflowId = id === 'canonical' ? teardownProjectWorkflowId(projectArn) : randomUUID();
      const handle = await start('teardownProject', workflowId, { args });
      await takenAfter(1500);
      await endsBeforeItBegins(handle, projectArn);
    });
  }

  it('counts from the start if the starter set a time-out for the run', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', holds: ['TRAINING_IN_PROGRESS'] });
    const options = { args: [arn], workflowRunTimeout: '75s' };
    const handle = await start('teardownModel', teardownModelWorkflowId(arn), options);
    // The run ends by itself a third of its time before the server ends it: 25 s, however busy the machine is.
    await takenAfter(26_000);
    await endsLate(handle, arn);
  });

  it("counts from the end of the starter's own delay", async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', holds: ['TRAINING_IN_PROGRESS'] });
    const options = { args: [{ projectVersionArn: arn, deadline: '1h' }], startDelay: '2s' };
    const handle = await start('teardownModel', teardownModelWorkflowId(arn), options);
    await takenAfter(2000);
    const { deadlineAt } = await harness.progress(handle);
    const { executionTime } = await handle.describe();
    assert.ok(executionTime && deadlineAt !== undefined);
    assert.ok(Date.parse(deadlineAt) >= executionTime.getTime() + 3_600_000, deadlineAt);
    await handle.cancel();
    await assert.rejects(handle.result(), /cancel/);
  });
});
