import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { temporal } from '@temporalio/proto';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import type { ProjectProgress } from '../../../contract/project/result.js';
import type { SweepProgress } from '../../../contract/sweep/result.js';
import { eventually } from '../eventually.js';

const { ResetReapplyExcludeType } = temporal.api.enums.v1;

type EventId = NonNullable<History['events']>[number]['eventId'];

/**
 * Resets the newest run of a workflow, as `temporal workflow reset --type FirstWorkflowTask` does, or `LastWorkflowTask`, or
 * with `--event-id`.
 *
 * @param repeats what Temporal repeats of what people sent since: without updates as with `--reapply-exclude Update`
 */
export async function reset(
  client: Client,
  { workflowId }: { readonly workflowId: string },
  to: 'first' | 'last' | { readonly task: EventId } = 'first',
  repeats: 'all' | 'no updates' = 'all',
): Promise<WorkflowHandle> {
  const newest = client.workflow.getHandle(workflowId);
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    reason: 'test',
    requestId: randomUUID(),
    resetReapplyExcludeTypes:
      repeats === 'all' ? [] : [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
    workflowTaskFinishEventId: (typeof to === 'object' ? to.task : await taskOf(newest, to)) ?? null,
  });
  return client.workflow.getHandle(workflowId, runId);
}

/** Returns the ID of the event with which the first or last workflow task of a run has ended. */
export async function taskOf(handle: WorkflowHandle, which: 'first' | 'last'): Promise<EventId> {
  const { events } = await handle.fetchHistory();
  const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes);
  return tasks?.at(which === 'first' ? 0 : -1)?.eventId;
}

/** Waits until Temporal lists a run that a reset run has to find: lists lag behind starts. */
export function untilListed(client: Client, workflowId: string): Promise<void> {
  return eventually(async () => {
    const { count } = await client.workflow.count(`WorkflowId = '${workflowId}'`);
    assert.equal(count, 1);
  });
}

/** Waits until a project or a sweep shows that the teardown of a model is running. Default: of its first one. */
export function untilModelRuns(handle: WorkflowHandle, arn?: ProjectVersionArn): Promise<void> {
  return eventually(async () => {
    const { models } = await handle.query<ProjectProgress | SweepProgress>('progress');
    const model = arn === undefined ? models[0] : models.find((it) => it.projectVersionArn === arn);
    assert.equal(model?.state, 'running');
  });
}
