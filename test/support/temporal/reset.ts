import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { ProjectProgress } from '../../../contract/project/result.js';
import type { SweepProgress } from '../../../contract/sweep/result.js';
import { eventually } from '../eventually.js';

/** Resets the newest run of a workflow, as `temporal workflow reset --type FirstWorkflowTask` does, or `LastWorkflowTask`. */
export async function reset(
  client: Client,
  { workflowId }: { readonly workflowId: string },
  to: 'first' | 'last' = 'first',
): Promise<WorkflowHandle> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes);
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: tasks?.at(to === 'first' ? 0 : -1)?.eventId ?? null,
  });
  return client.workflow.getHandle(workflowId, runId);
}

/** Waits until Temporal lists a run that a reset run has to find: lists lag behind starts. */
export function untilListed(client: Client, workflowId: string): Promise<void> {
  return eventually(async () => {
    const { count } = await client.workflow.count(`WorkflowId = '${workflowId}'`);
    assert.equal(count, 1);
  });
}

/** Waits until a project or a sweep shows that the teardown of its first model is running. */
export function untilModelRuns(handle: WorkflowHandle): Promise<void> {
  return eventually(async () => {
    const { models } = await handle.query<ProjectProgress | SweepProgress>('progress');
    assert.equal(models[0]?.state, 'running');
  });
}
