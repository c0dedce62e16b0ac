import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import { whileBeating } from '../../../activities/aws/call.js';
import type { ProjectArn } from '../../../contract/arn.js';
import type { TeardownResult } from '../../../contract/model/result.js';
import type { ProjectResult } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness, type HarnessOptions } from '../../support/temporal/harness.js';
import { reset, untilListed } from '../../support/temporal/reset.js';
import { PLACE } from '../../support/temporal/sweeps.js';

describe('a run that has handed over, was reset, and is cancelled once Delete was sent', () => {
  let harness: Harness;
  let isWaiting = false;
  /** Lets AWS confirm the deletion of a project. Undefined until the run that does the work waits for that. */
  let confirm: (() => void) | undefined;
  const wrapActivities: HarnessOptions['wrapActivities'] = (activities) => ({
    ...activities,
    joinTeardown(child) {
      isWaiting ||= child.wait !== false;
      return activities.joinTeardown(child);
    },
    async waitForProjectChange(wait) {
      await whileBeating(() => new Promise<void>((resolve) => void (confirm = resolve)));
      return activities.waitForProjectChange(wait);
    },
  });
  beforeEach(async () => {
    isWaiting = false;
    confirm = undefined;
    harness = await startHarness({ wrapActivities });
  });
  afterEach(() => harness.close());

  const startAs = (type: string, request: object): Promise<WorkflowHandle> =>
    harness.client.workflow.start(type, {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [request],
    });
  /** Resets a run, and cancels it once it waits for the run that does the work. */
  const cancelledAfterReset = async (handle: WorkflowHandle, canonical: WorkflowHandle) => {
    await untilListed(harness.client, canonical.workflowId);
    const again = await reset(harness.client, handle);
    await eventually(() => assert.ok(isWaiting));
    await again.cancel();
    await eventually(async () => {
      const { events } = await canonical.fetchHistory();
      assert.ok(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes));
    });
    return again;
  };

  it('returns that the project was deleted', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const handle = await startAs('teardownProject', { ...PLACE, projectName: 'shelves' });
    await eventually(() => assert.ok(confirm));
    const canonical = harness.client.workflow.getHandle(teardownProjectWorkflowId(projectArn));
    const again = await cancelledAfterReset(handle, canonical);
    confirm?.();
    const { outcome } = (await again.result()) as ProjectResult;
    assert.equal(outcome, 'deleted');
  });

  it('returns that the model was deleted', async () => {
    const arn = await harness.addModel({ status: 'STOPPED', holds: ['DELETING'] });
    const handle = await startAs('teardownModel', { projectVersionArn: arn });
    const canonical = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await eventually(() => harness.reaches(canonical, 'deleting'));
    await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), 'DELETING'));
    const again = await cancelledAfterReset(handle, canonical);
    await harness.emulator.setStatus(arn, 'GONE');
    const { outcome, model } = (await again.result()) as TeardownResult;
    assert.deepEqual([outcome, model?.projectVersionArn], ['deleted', arn]);
  });
});
