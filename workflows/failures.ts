import { ActivityFailure, ApplicationFailure, CancelledFailure, isCancellation } from '@temporalio/workflow';
import { isFailureType, type FailureType } from '../contract/failures.js';

/** The failure that ends a run: `message` names the ARN, the AWS action and the remedy. */
export function failure(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/**
 * The outcome of an activity in the contract's terms: one of its failures, or a cancellation.
 *
 * An attempt that fails while a cancel is pending arrives as that attempt's own error with the retry state
 * CANCEL_REQUESTED (tried on server 1.29.1); to the run it is the cancel that counts.
 */
export async function contractual<T>(activity: Promise<T>): Promise<T> {
  try {
    return await activity;
  } catch (error) {
    if (error instanceof ActivityFailure) {
      if (isCancellation(error) || error.retryState === 'CANCEL_REQUESTED') {
        throw new CancelledFailure(`${error.activityType} was cancelled`);
      }
      if (isContractual(error.cause)) throw error.cause;
    }
    throw error;
  }
}

/** Whether an error is one of the failures that may end a run. */
export function isContractual(error: unknown): error is ApplicationFailure {
  return error instanceof ApplicationFailure && isFailureType(error.type);
}
