import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { EarlierParent } from '../../contract/child-end.js';

/** Returns whether a parent has started a run, and not an earlier workflow with the parent's ID. */
export function isStartedBy(
  { parentId, startedSince = 0 }: EarlierParent,
  { parentExecution, startTime }: Pick<WorkflowExecutionInfo, 'parentExecution' | 'startTime'>,
): boolean {
  return parentExecution?.workflowId === parentId && startTime.getTime() >= startedSince;
}
