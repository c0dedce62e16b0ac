import { activityInfo, ApplicationFailure, heartbeat } from '@temporalio/activity';
import type { FailureType } from '../contract/failures.js';

/** How long a denial is taken for a policy that has not reached every AWS endpoint yet, in milliseconds. */
export const DENIAL_GRACE_MS = 60_000;
/** What AWS's own SDKs back off to at most, in milliseconds. */
const LONGEST_BACK_OFF_MS = 20_000;

// AccessDeniedException is the service's own; the others are how AWS refuses a caller that it does not know
// (common errors of the AWS JSON protocol, and of STS). Expired credentials are not among them: a worker's
// credentials are renewed, and a teardown outlives that.
const DENIALS = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
]);
const INVALID = new Set(['InvalidParameterException', 'ValidationException', 'ValidationError']);

export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

export function isInvalid(error: unknown): error is Error {
  return error instanceof Error && INVALID.has(error.name);
}

/** Exponential in this activity's attempts, with full jitter, in milliseconds. */
export function backOffMs(): number {
  const { attempt } = activityInfo();
  return Math.round(1000 + Math.random() * Math.min(1000 * 2 ** attempt, LONGEST_BACK_OFF_MS));
}

/** An error of AWS in the contract's terms: retryable, unless AWS denied the call for a minute or called it invalid. */
export function failureOf(
  action: string,
  arn: string,
  error: unknown,
  retryDelayMs = backOffMs(),
): ApplicationFailure {
  const name = error instanceof Error ? error.name : 'Error';
  const said = `${action} of ${arn}: ${name}: ${error instanceof Error ? error.message : String(error)}`;
  if (DENIALS.has(name)) return denial(action, said);
  if (isInvalid(error)) {
    return permanent('InvalidRequest', `AWS refused ${said}. Check the ARN before you ask again.`);
  }
  return retryable(isNamed(error, 'NoAnswer', 'Unsent') ? name : 'AwsUnavailable', said, retryDelayMs);
}

/** IAM changes take a while to reach every endpoint, so a denial is final only once it has lasted. */
function denial(action: string, said: string): ApplicationFailure {
  const info = activityInfo();
  const { attempt, currentAttemptScheduledTimestampMs: now } = info;
  const last = info.heartbeatDetails as Denial | undefined;
  const since = last?.attempt === attempt - 1 ? last.since : now;
  if (now - since >= DENIAL_GRACE_MS) {
    return permanent(
      'AccessDenied',
      `AWS denied ${said}. Allow ${action} to the worker's role (the README has the whole policy), then start the teardown again.`,
    );
  }
  // The details of a failed attempt reach the next one, whichever worker runs it: this is where a retry keeps state.
  heartbeat({ attempt, since } satisfies Denial);
  return retryable('AccessDeniedSoFar', `${said}; that may be IAM still propagating`, 5000);
}

interface Denial {
  readonly attempt: number;
  /** Epoch milliseconds, of the first attempt in a row that was denied. */
  readonly since: number;
}

export function permanent(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

function retryable(type: string, said: string, nextRetryDelay: number): ApplicationFailure {
  const message = `${said}; trying again in ${Math.round(nextRetryDelay / 1000)} s`;
  return ApplicationFailure.create({ type, message, nextRetryDelay });
}
