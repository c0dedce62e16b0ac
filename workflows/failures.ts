import { ActivityFailure, ApplicationFailure, CancelledFailure, isCancellation } from '@temporalio/workflow';
import { NOT_YET } from '../contract/activities.js';
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

/** A call that has failed for good. */
export interface Failed {
  readonly type: string;
  readonly message: string;
  /** Whether an attempt of it may have been carried out all the same. */
  readonly repeated: boolean;
}

/** What an activity has failed with; undefined for an error of our own code. */
export function failureOf(error: unknown): Failed | undefined {
  if (isContractual(error)) {
    const [said] = (error.details ?? []) as unknown as readonly [Partial<Failed>?];
    return { type: String(error.type), message: error.message, repeated: said?.repeated === true };
  }
  if (!(error instanceof ActivityFailure)) return undefined;
  return { type: 'Unavailable', message: error.cause?.message ?? error.message, repeated: true };
}

/** Whether a wait ended because the server saw no time left for another look, as it does before a time-out of the run. */
export function isOutOfTime(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === NOT_YET
  );
}
