import { ActivityFailure, ApplicationFailure, CancelledFailure, isCancellation } from '@temporalio/workflow';
import { NOT_YET, type FailureDetails } from '../../contract/activities.js';
import { isFailureType, withReference, type FailureType } from '../../contract/failures.js';

/** Creates the failure that ends a run. `message` names the ARN, the AWS action and the remedy. */
export function failure(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(withReference(type, message), type);
}

/**
 * Converts the error of an activity to a failure of the contract, or a cancellation.
 *
 * An attempt that fails while cancellation is pending results in that attempt's own error with the retry state
 * CANCEL_REQUESTED (tried on server 1.29.1). The run treats it as cancellation.
 */
export async function contractual<T>(activity: Promise<T>): Promise<T> {
  try {
    return await activity;
  } catch (error) {
    if (error instanceof ActivityFailure) {
      if (isCancellation(error) || error.retryState === 'CANCEL_REQUESTED') {
        throw new CancelledFailure(`${error.activityType} was cancelled`, [detailsOf(error.cause)]);
      }
      if (isContractual(error.cause)) throw error.cause;
    }
    throw error;
  }
}

/** Returns whether an activity that was cancelled says that none of its attempts can have been carried out. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof CancelledFailure && detailsOf(error).repeated === false;
}

/** Returns whether an error is one of the failures that may end a run. */
function isContractual(error: unknown): error is ApplicationFailure {
  return error instanceof ApplicationFailure && isFailureType(error.type);
}

/** A call that has failed permanently. */
export interface Failed {
  readonly type: string;
  readonly message: string;
  /** Whether one of its attempts may have been carried out nevertheless. */
  readonly repeated: boolean;
  /** The IAM action of the call, if the activity has named it. */
  readonly action?: string | undefined;
}

/** Returns the failure of an activity, or undefined for an error of our own code. */
export function failureOf(error: unknown): Failed | undefined {
  if (isContractual(error)) {
    const { repeated = false, action } = detailsOf(error);
    return { type: String(error.type), message: error.message, repeated, action };
  }
  if (!(error instanceof ActivityFailure)) return undefined;
  const { cause } = error;
  const message = cause?.message ?? error.message;
  if (!(cause instanceof ApplicationFailure)) return { type: 'Other', message, repeated: true };
  const { repeated = true, action } = detailsOf(cause);
  return { type: String(cause.type), message, repeated, action };
}

function detailsOf(error: unknown): FailureDetails {
  if (!(error instanceof ApplicationFailure) && !(error instanceof CancelledFailure)) return {};
  const [said] = (error.details ?? []) as unknown as readonly [FailureDetails?];
  return said ?? {};
}

/** Returns whether a wait ended because the server had no time left for another attempt, as before a workflow timeout. */
export function isOutOfTime(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === NOT_YET
  );
}
