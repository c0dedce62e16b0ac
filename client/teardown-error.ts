import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { isFailureType, type FailureType } from '../contract/failures.js';

/**
 * Why there is no result: one of the contract's failures, or
 * - `Cancelled`, `Terminated`, `TimedOut`: somebody, or a time-out that somebody set, ended the run;
 * - `Failed`: the run failed with something that the contract does not name; the message says what;
 * - `NotFound`: Temporal knows of no teardown of this model, or of none that still runs;
 * - `NotNow`: a decision that makes no sense at this point; the message says why;
 * - `NoAnswer`: no worker has taken a decision in time. Whether it still will is not known.
 */
export type TeardownErrorType =
  FailureType | 'Cancelled' | 'Terminated' | 'TimedOut' | 'Failed' | 'NotFound' | 'NotNow' | 'NoAnswer';

/** A teardown that has no result. `message` is for people, `type` for code. */
export class TeardownError extends Error {
  override readonly name = 'TeardownError';
  readonly type: TeardownErrorType;

  constructor(type: TeardownErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** What the Temporal client threw, as a `TeardownError` where it is about the run, else as it was. */
export function teardownError(error: unknown, arn: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new TeardownError('NotFound', `Temporal knows of no teardown of ${arn}, or no longer.`, {
      cause: error,
    });
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    const message = `No worker answered for ${arn} in time. Whether the decision is taken yet is for "teardown status" to say.`;
    return new TeardownError('NoAnswer', message, { cause: error });
  }
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const type = error.cause.type === 'InvalidRequest' ? 'InvalidRequest' : 'NotNow';
    return new TeardownError(type, error.cause.message, { cause: error });
  }
  if (!(error instanceof WorkflowFailedError)) return error;
  const { cause } = error;
  if (cause instanceof ApplicationFailure && isFailureType(cause.type)) {
    return new TeardownError(cause.type, cause.message, { cause });
  }
  const ended = ENDINGS.find(([kind]) => cause instanceof kind);
  if (ended === undefined) {
    const message = `The teardown of ${arn} failed: ${cause?.message ?? error.message}`;
    return new TeardownError('Failed', message, { cause });
  }
  const [, type, how] = ended;
  return new TeardownError(
    type,
    `The teardown of ${arn} ${how}. What it was to delete stays as it was left.`,
    { cause },
  );
}

const ENDINGS = [
  [CancelledFailure, 'Cancelled', 'was cancelled'],
  [TerminatedFailure, 'Terminated', 'was terminated'],
  [TimeoutFailure, 'TimedOut', "ran into its run's time-out"],
] as const;
