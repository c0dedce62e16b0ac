import {
  type ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  patched,
  startChild,
  TemporalFailure,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import type { TeardownMemo } from '../../contract/memo.js';
import { searchAttributesOf, type Searched } from '../../contract/search-attributes.js';
import { cancelWithScope } from './after-reset.js';
import { failure } from './failures.js';

const LEAVES = 'leaves-teardowns-that-continue-without-it';

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
  const start = () =>
    startChild<Workflow>(type, {
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
  try {
    const child = await (abandon ? uncancelled(start) : start());
    if (!abandon) cancelWithScope(workflowId, child.result());
    return child;
  } catch (error) {
    // Compared by name: @temporalio/workflow does not export the class.
    const running = error instanceof TemporalFailure && error.name === 'WorkflowExecutionAlreadyStartedError';
    if (!running) throw error;
    throw alreadyRunning(arn, workflowId);
  }
}

/** Returns whether this run leaves teardowns that continue without it as they are, which earlier versions cancelled with a step. */
export function leavesAbandoned(): boolean {
  return patched(LEAVES);
}

/** Starts a child that no cancel of the current scope reaches, also none that comes before the server has confirmed the start. */
function uncancelled<Child>(start: () => Promise<Child>): Promise<Child> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) return start();
  return CancellationScope.nonCancellable(() => {
    const cancelled = new CancellationScope();
    scope.cancelRequested.catch(() => {
      if (!leavesAbandoned()) cancelled.cancel();
    });
    return cancelled.run(start);
  });
}

export function alreadyRunning(arn: string, workflowId: string): ApplicationFailure {
  return failure(
    'AlreadyInProgress',
    `${arn} is already being torn down by the workflow ${workflowId}. Follow that workflow, or cancel it and start again.`,
  );
}
