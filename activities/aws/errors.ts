import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { durationInWords } from '../../contract/duration.js';
import type { FailureDetails } from '../../contract/activities.js';
import type { FailureType } from '../../contract/failures.js';
import { messageOf } from '../../contract/message-of.js';
import type { Trouble } from '../../contract/trouble.js';
import { AssumeRoleError } from './assume-role-error.js';
import { inARow } from './attempts-in-a-row.js';
import { EXPIRED, IDENTITY, PERMISSION } from './denials.js';

/** How long AWS may fail to answer before the workflow learns of it, so that people see it, in milliseconds. */
const TROUBLE_GRACE_MS = 300_000;
/** How long denials are retried because an IAM change may still be propagating, in milliseconds. */
const DENIAL_GRACE_MS = 60_000;
/** How often denials are retried, in milliseconds. */
const DENIAL_RETRY_MS = 5000;
/** If more time passes between two denials, AWS may have allowed the call meanwhile. In milliseconds. */
const LONGEST_DENIAL_GAP_MS = 15_000;
/** Maximum back-off, as in the AWS SDKs, in milliseconds. */
const LONGEST_BACK_OFF_MS = 20_000;

// No credentials, or a wrong clock. Always retried, like expired credentials, since a teardown outlives them all.
const PASSING: Readonly<Record<string, string>> = {
  RequestExpired: "the worker's clock or its credentials are out of date; set the clock, or renew them",
  RequestTimeTooSkewed: "the worker's clock is wrong; set it",
  CredentialsProviderError: 'the worker has no credentials; configure them',
};
/** The names of AWS's errors by which it asks for fewer calls. */
export const THROTTLING = /^(Throttl|TooManyRequests|ProvisionedThroughputExceeded)/;
const INVALID = new Set(['InvalidParameterException', 'ValidationException', 'ValidationError']);

/** Troubles that say that the call was not carried out. */
const REFUSALS = new Set<Trouble>(['Throttled', 'CredentialsRefused', 'Unsent']);

export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** Returns whether AWS called the request invalid. If STS did, the request was not sent. */
export function isInvalid(error: unknown): error is Error {
  return isNamed(error, ...INVALID) && !(error instanceof AssumeRoleError);
}

/** Returns an exponential back-off by the attempt of this activity, with full jitter, in milliseconds. */
export function backOffMs(): number {
  const { attempt } = activityInfo();
  return Math.round(1000 + Math.random() * Math.min(1000 * 2 ** attempt, LONGEST_BACK_OFF_MS));
}

/**
 * Returns the name and the message of an error, without credentials: AWS repeats those that it can't read ("Credential must
 * have exactly 5 slash-delimited elements"), and session tokens that do not match the signature.
 */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  const { name } = error;
  const message = messageOf(error);
  const said = IDENTITY.has(name)
    ? message.replaceAll(/arn:[\w:/.+=,@-]+|[\w+/=-]{20,}/g, (it) => (it.startsWith('arn:') ? it : '…'))
    : message;
  return `${name}: ${said}`;
}

/** Returns the call that has failed: STS's, if the worker could not assume the role for the action. */
export function failedCall(action: string, error: unknown): string {
  return error instanceof AssumeRoleError ? `sts:AssumeRole of ${error.role} for ${action}` : action;
}

/** Returns what to do if AWS refuses the worker, by the name of AWS's error; undefined for other errors. */
export function remedyOf(action: string, error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name } = error;
  if (error instanceof AssumeRoleError) {
    if (PERMISSION.has(name)) {
      return `Allow sts:AssumeRole in the policy of the worker's own credentials and in the trust policy of ${error.role}, and check TEARDOWN_ROLE_EXTERNAL_ID`;
    }
    if (INVALID.has(name)) return 'correct TEARDOWN_ROLE_ARN or TEARDOWN_ROLE_EXTERNAL_ID';
  }
  if (PERMISSION.has(name)) {
    return `Allow ${action} in the IAM policy of the worker's role (docs/reference/iam.md has the whole policy)`;
  }
  if (IDENTITY.has(name)) {
    return "AWS does not accept the worker's credentials: renew them, and check the worker's clock";
  }
  return EXPIRED.has(name) ? "the worker's credentials have expired; renew them" : PASSING[name];
}

/**
 * Converts an AWS error to a failure: retryable, unless AWS denied the call for a minute, did not answer for five, or
 * rejected it as invalid.
 *
 * @param goodUntil until when the call may be sent, in epoch milliseconds: by then, AWS need not have been silent for long
 */
export function failureOf(
  action: string,
  arn: string,
  error: unknown,
  retryDelayMs = backOffMs(),
  goodUntil = Infinity,
): ApplicationFailure {
  const failure = converted(action, arn, error, { retryDelayMs, goodUntil });
  FAILED_CALLS.set(failure, { action, arn, error });
  return failure;
}

/** The calls that failures come from. Not their causes: the server would show those, with what AWS repeats of credentials. */
const FAILED_CALLS = new WeakMap<
  ApplicationFailure,
  { readonly action: string; readonly arn: string; readonly error: unknown }
>();

/**
 * Converts the failure of a call that another activity sent for this one too. Each activity counts its own attempts in a
 * row, since another one may send the next call. Does nothing more if this activity has sent it.
 */
export function ownFailure(failure: ApplicationFailure, retryDelayMs: number): ApplicationFailure {
  const failed = FAILED_CALLS.get(failure);
  return failed ? failureOf(failed.action, failed.arn, failed.error, retryDelayMs) : failure;
}

function converted(action: string, arn: string, error: unknown, retry: Required<Retry>): ApplicationFailure {
  const name = error instanceof Error ? error.name : 'Error';
  const said = `${failedCall(action, error)} of ${arn}: ${inWords(error)}`;
  const remedy = remedyOf(action, error);
  if (remedy !== undefined) return refusal(action, name, said, remedy, retry);
  if (isInvalid(error)) {
    return permanent('InvalidRequest', `AWS rejected ${said}. Check the ARN, then start the teardown again.`);
  }
  return trouble(troubleWith(error), action, said, retry);
}

function troubleWith(error: unknown): Trouble {
  if (isNamed(error, 'NoAnswer')) return 'NoAnswer';
  if (isNamed(error, 'Unsent')) return 'Unsent';
  if (error instanceof Error && THROTTLING.test(error.name)) return 'Throttled';
  const { $metadata: { httpStatusCode } = {} } = error as { $metadata?: { httpStatusCode?: number } };
  return httpStatusCode === undefined ? 'Unreachable' : 'AwsUnavailable';
}

function refusal(
  action: string,
  name: string,
  said: string,
  remedy: string,
  retry: Retry,
): ApplicationFailure {
  if (PERMISSION.has(name)) return denial(action, said, remedy, 'an IAM change may still be propagating');
  if (IDENTITY.has(name)) {
    return denial(action, said, remedy, "the worker's credentials may be wrong, or its clock");
  }
  return trouble('CredentialsRefused', action, `${said} (${remedy})`, retry);
}

/**
 * Returns a retryable failure until a denial has lasted for a minute, since IAM changes take a while to propagate.
 * After that the activity fails. The workflow decides whether it fails too: once it has changed anything, it waits.
 */
function denial(action: string, said: string, remedy: string, cause: string): ApplicationFailure {
  const message = `AWS denied ${said}. ${remedy}, then start the teardown again.`;
  const { repeated, lastedMs } = inARow('denial', LONGEST_DENIAL_GAP_MS, true, message);
  if (lastedMs >= DENIAL_GRACE_MS) {
    // AWS may have carried out an attempt before the first denial whose response was lost.
    return permanent('AccessDenied', message, { repeated, action });
  }
  return retryable('AccessDeniedSoFar', `${said}; ${cause}`, DENIAL_RETRY_MS);
}

interface Retry {
  readonly retryDelayMs: number;
  /** Until when the call may be sent, in epoch milliseconds. */
  readonly goodUntil?: number;
}

/**
 * Returns a failure that the server retries. Once the attempts have failed for five minutes, or the call may no longer be
 * sent, the activity fails instead: the workflow shows it, looks afresh and tries again.
 */
export function trouble(
  type: Trouble,
  action: string,
  said: string,
  { retryDelayMs, goodUntil = Infinity }: Retry,
): ApplicationFailure {
  const { repeated, lastedMs } = inARow('trouble', Infinity, REFUSALS.has(type));
  const isGood = Date.now() + retryDelayMs <= goodUntil;
  // The server does not retry it if the run has cancelled the call meanwhile: then this is the end.
  if (lastedMs < TROUBLE_GRACE_MS && isGood) return retryable(type, said, retryDelayMs, { action, repeated });
  const why = isGood
    ? `for ${durationInWords(lastedMs)} now`
    : 'and the look that it rests on is too old by now';
  const message = `${said}; ${why}`;
  return ApplicationFailure.nonRetryable(message, type, { action, repeated } satisfies FailureDetails);
}

export function permanent(type: FailureType, message: string, details?: FailureDetails): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type, ...(details ? [details] : []));
}

/** Returns the retryable failure of a look at a model that was listed, but whose tags were not found. */
export function vanished(arn: string): ApplicationFailure {
  const said = `rekognition:ListTagsForResource of ${arn}: AWS no longer finds the model or its project`;
  return retryable('Vanished', said, backOffMs());
}

function retryable(
  type: string,
  said: string,
  nextRetryDelay: number,
  details?: FailureDetails,
): ApplicationFailure {
  const message = `${said}; retrying in ${Math.round(nextRetryDelay / 1000)} s`;
  return ApplicationFailure.create({ type, message, nextRetryDelay, ...(details && { details: [details] }) });
}
