import {
  ApplicationFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  ParentClosePolicy,
  startChild,
  TemporalFailure,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import type { TeardownMemo } from '../contract/memo.js';
import { failure } from './failures.js';

export interface CanonicalChild<T extends Workflow> {
  readonly type: 'teardownModel' | 'teardownProject';
  readonly workflowId: string;
  readonly args: Parameters<T>;
  /** The ARN that it tears down. */
  readonly arn: string;
  readonly summary: string;
  readonly memo: TeardownMemo;
  /** Whether it goes on when the run that starts it has ended; default: it is cancelled then. */
  readonly abandon?: boolean;
}

/**
 * Has a teardown done under its one id.
 *
 * @throws ApplicationFailure `AlreadyInProgress` where one runs already
 */
export async function startCanonical<T extends Workflow>({
  type,
  workflowId,
  args,
  arn,
  summary,
  memo,
  abandon = false,
}: CanonicalChild<T>): Promise<ChildWorkflowHandle<T>> {
  try {
    return await startChild<Workflow>(type, {
      workflowId,
      args,
      // Whoever ends this run wants the teardown to end, but not in the middle of a deletion.
      parentClosePolicy: abandon ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      staticSummary: summary,
      memo: { ...memo },
    });
  } catch (error) {
    // By name: @temporalio/workflow does not export the class.
    const running = error instanceof TemporalFailure && error.name === 'WorkflowExecutionAlreadyStartedError';
    if (!running) throw error;
    throw failure(
      'AlreadyInProgress',
      `${arn} is being torn down already, by the workflow ${workflowId}. Follow that one, or cancel it and start again.`,
    );
  }
}

/** The result of the run that does the work. Its failure is this run's failure, type and all. */
export async function resultOf<T extends Workflow>(child: ChildWorkflowHandle<T>) {
  try {
    return await child.result();
  } catch (error) {
    if (error instanceof ChildWorkflowFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}
