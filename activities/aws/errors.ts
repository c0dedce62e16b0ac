import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { FailureType } from '../../contract/failures.js';
import { keepBetweenAttempts, keptBetweenAttempts } from './kept-between-attempts.js';

/** How long denials are retried because an IAM change may still be propagating, in milliseconds. */
export const DENIAL_GRACE_MS = 60_000;
/** Maximum back-off, as in the AWS SDKs, in milliseconds. */
const LONGEST_BACK_OFF_MS = 20_000;

// AWS knows the caller and does not allow the call (exceptions of the service and of STS).
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
// Credentials that expired, or a wrong clock. Always retried, since a teardown outlives both.
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

/** Returns an exponential back-off by the attempt of this activity, with full jitter, in milliseconds. */
export function backOffMs(): number {
  const { attempt } = activityInfo();
  return Math.round(1000 + Math.random() * Math.min(1000 * 2 ** attempt, LONGEST_BACK_OFF_MS));
}

/** Converts an AWS error to a failure: retryable, unless AWS denied the call for a minute or rejected it as invalid. */
export function failureOf(
  action: string,
  arn: string,
  error: unknown,
  retryDelayMs = backOffMs(),
): ApplicationFailure {
  const name = error instanceof Error ? error.name : 'Error';
  const said = `${action} of ${arn}: ${name}: ${error instanceof Error ? error.message : String(error)}`;
  if (PERMISSION.has(name)) {
    return denial(
      said,
      `Allow ${action} in the IAM policy of the worker's role (docs/reference/iam.md has the whole policy)`,
      'an IAM change may still be propagating',
    );
  }
  if (IDENTITY.has(name)) {
    return denial(
      said,
      "AWS does not accept the worker's credentials: renew them, and check the worker's clock",
      "the worker's credentials may be wrong, or its clock",
    );
  }
  const passing = PASSING[name];
  if (passing !== undefined) return retryable('CredentialsRefused', `${said} (${passing})`, retryDelayMs);
  if (isInvalid(error)) {
    return permanent('InvalidRequest', `AWS rejected ${said}. Check the ARN, then start the teardown again.`);
  }
  return retryable(isNamed(error, 'NoAnswer', 'Unsent') ? name : 'AwsUnavailable', said, retryDelayMs);
}

/**
 * Returns a retryable failure until a denial has lasted for a minute, since IAM changes take a while to propagate.
 * After that the activity fails. The workflow decides whether it fails too: once it has changed anything, it waits.
 */
function denial(said: string, remedy: string, cause: string): ApplicationFailure {
  const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const { denial: last } = keptBetweenAttempts<{ denial: Denial }>();
  const isNext = last?.attempt === attempt - 1;
  const [since, first] = isNext ? [last.since, last.first] : [now, attempt];
  if (now - since >= DENIAL_GRACE_MS) {
    // AWS may have carried out an attempt before the first denial whose response was lost.
    return permanent('AccessDenied', `AWS denied ${said}. ${remedy}, then start the teardown again.`, {
      repeated: first > 1,
    });
  }
  keepBetweenAttempts({ denial: { attempt, since, first } satisfies Denial });
  return retryable('AccessDeniedSoFar', `${said}; ${cause}`, 5000);
}

interface Denial {
  readonly attempt: number;
  /** When the first of the consecutive denied attempts was made, in epoch milliseconds. */
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

/** Returns the retryable failure of a look at a model that was listed, but whose tags were not found. */
export function vanished(arn: string): ApplicationFailure {
  const said = `rekognition:ListTagsForResource of ${arn}: AWS no longer finds the model or its project`;
  return retryable('Vanished', said, backOffMs());
}

function retryable(type: string, said: string, nextRetryDelay: number): ApplicationFailure {
  const message = `${said}; retrying in ${Math.round(nextRetryDelay / 1000)} s`;
  return ApplicationFailure.create({ type, message, nextRetryDelay });
}
