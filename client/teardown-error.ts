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
import { ValueError } from '@temporalio/common';
import { UnreadableError } from '../codec/encryption-codec.js';
import { parseProjectVersionArn } from '../contract/arn.js';
import { isFailureType, type FailureType } from '../contract/failures.js';
import { SWEEP_ID_PREFIX } from '../contract/names.js';

/**
 * The type of an error: one of the contract's failure types, or
 * - `Cancelled`, `Terminated`, `TimedOut`: the run was cancelled or terminated, or exceeded a workflow timeout;
 * - `Failed`: the run failed for another reason, which the message gives;
 * - `NotFound`: there is no teardown of this model, or none that is running;
 * - `NotNow`: the decision does not apply at this point; the message gives the reason;
 * - `NoAnswer`: no worker handled the decision in time. It may still be handled later;
 * - `Unreadable`: the teardown is encrypted with keys that this client does not have.
 */
export type TeardownErrorType =
  | FailureType
  | 'Cancelled'
  | 'Terminated'
  | 'TimedOut'
  | 'Failed'
  | 'NotFound'
  | 'NotNow'
  | 'NoAnswer'
  | 'Unreadable';

/** Thrown if a request or teardown fails. `message` is for people, `type` for code. */
export class TeardownError extends Error {
  override readonly name = 'TeardownError';
  readonly type: TeardownErrorType;

  constructor(type: TeardownErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** Converts an error of the Temporal client to a `TeardownError` if it is about the run, and returns others unchanged. */
export function teardownError(error: unknown, arn: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new TeardownError(
      'NotFound',
      `There is no teardown of ${arn} in this Temporal namespace, or it is past its retention period.`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    const message = `No worker answered for ${arn} in time. The decision may still be carried out: check "teardown status ${arn}".`;
    return new TeardownError('NoAnswer', message, { cause: error });
  }
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const type = error.cause.type === 'InvalidRequest' ? 'InvalidRequest' : 'NotNow';
    return new TeardownError(type, error.cause.message, { cause: error });
  }
  const why = whyUnreadable(error);
  if (why !== undefined) {
    return new TeardownError('Unreadable', `The teardown of ${arn} can't be read. ${why}`, { cause: error });
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
  const remains = type === 'Cancelled' ? afterCancel(arn) : afterAbruptEnd(arn);
  return new TeardownError(type, `The teardown of ${arn} ${how}. ${remains}`, { cause });
}

function afterCancel(arn: string): string {
  if (!arn.startsWith(SWEEP_ID_PREFIX)) return 'What it had not deleted by then was left as it is.';
  return 'Teardowns that it had started with a grace period continue; other models that it had not deleted by then were left as they are.';
}

/** No worker finishes the work of a run that was terminated or timed out, so nobody knows what its last call has done. */
function afterAbruptEnd(arn: string): string {
  if (parseProjectVersionArn(arn))
    return 'It may have been stopping or deleting: check the model in the Rekognition console, or start the teardown again.';
  return 'It may have been stopping or deleting, and teardowns that it had started may continue: check the models in the Rekognition console, or start it again.';
}

/** Returns why a payload can't be read, in one sentence, if this is what failed. */
function whyUnreadable(error: unknown): string | undefined {
  if (error instanceof UnreadableError) return error.message;
  // What the SDK's converter throws for an encrypted payload, if the client has no keys at all.
  if (!(error instanceof ValueError) || !error.message.startsWith('Unknown encoding: ')) return undefined;
  return 'It is encrypted: set TEARDOWN_ENCRYPTION_KEYS to the same value as on the workers.';
}

const ENDINGS = [
  [CancelledFailure, 'Cancelled', 'was cancelled'],
  [TerminatedFailure, 'Terminated', 'was terminated'],
  [TimeoutFailure, 'TimedOut', 'exceeded its workflow timeout'],
] as const;
