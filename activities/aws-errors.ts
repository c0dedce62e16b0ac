import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { FailureType } from '../contract/failures.js';
import { keepBetweenAttempts, keptBetweenAttempts } from './kept-between-attempts.js';

/** How long a denial is taken for a policy that has not reached every AWS endpoint yet, in milliseconds. */
export const DENIAL_GRACE_MS = 60_000;
/** What AWS's own SDKs back off to at most, in milliseconds. */
const LONGEST_BACK_OFF_MS = 20_000;

// AWS knows the caller and does not allow the call (the service's own exception, and STS's).
const PERMISSION = new Set(['AccessDeniedException', 'AccessDenied', 'NotAuthorized', 'OptInRequired']);
// AWS does not know the caller (common errors of the AWS JSON protocol, and of STS).
const IDENTITY = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
]);
// Credentials that were good and are renewed, or a clock that is set: never final, since a teardown outlives both.
const PASSING: Readonly<Record<string, string>> = {
  ExpiredTokenException: "the worker's credentials have expired; renew them",
  ExpiredToken: "the worker's credentials have expired; renew them",
  RequestExpired: "the worker's clock or its credentials are out of date; set the clock, or renew them",
  RequestTimeTooSkewed: "the worker's clock is wrong; set it",
  CredentialsProviderError: 'the worker has no credentials; configure them',
};
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
  if (PERMISSION.has(name)) {
    return denial(said, `Allow ${action} to the worker's role (the README has the whole policy)`);
  }
  if (IDENTITY.has(name)) {
    return denial(
      said,
      "AWS does not know the worker's credentials: renew them, and check the worker's clock",
    );
  }
  const passing = PASSING[name];
  if (passing !== undefined) return retryable('CredentialsRefused', `${said} (${passing})`, retryDelayMs);
  if (isInvalid(error)) {
    return permanent('InvalidRequest', `AWS refused ${said}. Check the ARN before you ask again.`);
  }
  return retryable(isNamed(error, 'NoAnswer', 'Unsent') ? name : 'AwsUnavailable', said, retryDelayMs);
}

/**
 * IAM changes take a while to reach every endpoint, so a denial is final only once it has lasted: to the activity. Whether
 * it ends the run is for the workflow to say, which waits once it has changed anything.
 */
function denial(said: string, remedy: string): ApplicationFailure {
  const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const { denial: last } = keptBetweenAttempts<{ denial: Denial }>();
  const isNext = last?.attempt === attempt - 1;
  const [since, first] = isNext ? [last.since, last.first] : [now, attempt];
  if (now - since >= DENIAL_GRACE_MS) {
    // An attempt before the first denial may have been carried out, its answer being lost.
    return permanent('AccessDenied', `AWS denied ${said}. ${remedy}, then start the teardown again.`, {
      repeated: first > 1,
    });
  }
  keepBetweenAttempts({ denial: { attempt, since, first } satisfies Denial });
  return retryable('AccessDeniedSoFar', `${said}; that may be IAM still propagating`, 5000);
}

interface Denial {
  readonly attempt: number;
  /** Epoch milliseconds, of the first attempt in a row that was denied. */
  readonly since: number;
  /** The number of that attempt. */
  readonly first: number;
}

export function permanent(
  type: FailureType,
  message: string,
  details?: { readonly repeated: boolean },
): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type, ...(details ? [details] : []));
}

function retryable(type: string, said: string, nextRetryDelay: number): ApplicationFailure {
  const message = `${said}; trying again in ${Math.round(nextRetryDelay / 1000)} s`;
  return ApplicationFailure.create({ type, message, nextRetryDelay });
}
