import {
  type ApplicationFailure,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  startChild,
  TemporalFailure,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import type { TeardownMemo } from '../../contract/memo.js';
import { searchAttributesOf, type Searched } from '../../contract/search-attributes.js';
import { cancelWithScope } from './after-reset.js';
import { failure } from './failures.js';

export interface CanonicalChild<T extends Workflow> {
  readonly type: 'teardownModel' | 'teardownProject';
  readonly workflowId: string;
  readonly args: Parameters<T>;
  /** The ARN of what it tears down. */
  readonly arn: string;
  readonly summary: string;
  readonly memo: TeardownMemo;
  /** What its search attributes tell. Default: it is started without. */
  readonly searched?: Searched | undefined;
  /** Whether it continues when its parent has ended. Default: it is cancelled then. */
  readonly abandon?: boolean;
  /** The workflow execution timeout, in milliseconds. Default: none. */
  readonly timeoutMs?: number;
}

/**
 * Runs a teardown as a child under its canonical workflow ID, and waits for it.
 *
 * @throws ApplicationFailure `AlreadyInProgress` if one is already running
 */
export async function startCanonical<T extends Workflow>({
  type,
  workflowId,
  args,
  arn,
  summary,
  memo,
  searched,
  abandon = false,
  timeoutMs,
}: CanonicalChild<T>): Promise<ChildWorkflowHandle<T>> {
  try {
    const child = await startChild<Workflow>(type, {
      workflowId,
      args,
      // If this run ends, the teardown should end too, but not in the middle of a deletion.
      parentClosePolicy: abandon ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      staticSummary: summary,
      memo: { ...memo },
      ...(timeoutMs !== undefined && { workflowExecutionTimeout: timeoutMs }),
      ...(searched && { typedSearchAttributes: searchAttributesOf(searched) }),
    });
    if (!abandon) cancelWithScope(workflowId, child.result());
    return child;
  } catch (error) {
    // Compared by name: @temporalio/workflow does not export the class.
    const running = error instanceof TemporalFailure && error.name === 'WorkflowExecutionAlreadyStartedError';
    if (!running) throw error;
    throw alreadyRunning(arn, workflowId);
  }
}

export function alreadyRunning(arn: string, workflowId: string): ApplicationFailure {
  return failure(
    'AlreadyInProgress',
    `${arn} is already being torn down by the workflow ${workflowId}. Follow that workflow, or cancel it and start again.`,
  );
}
