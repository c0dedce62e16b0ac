import { activityInfo, ApplicationFailure, Context, heartbeat } from '@temporalio/activity';
import type { FailureType } from '../contract/failures.js';
import type { AwsAccess } from './aws-access.js';
import type { CallLimits } from './call-limits.js';
import { countCall } from './metrics.js';
import type { Question } from './shared-calls.js';

/** How long a denial is taken for a policy that has not reached every AWS endpoint yet, in milliseconds. */
export const DENIAL_GRACE_MS = 60_000;
/** What AWS's own SDKs back off to at most, in milliseconds. */
const LONGEST_BACK_OFF_MS = 20_000;
const REQUEST_TIMEOUT_MS = 10_000;
const BEAT_MS = 4_000;

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

/**
 * One request to AWS, when it is its turn: cut off after ten seconds whatever stage it hangs in (the SDK's own
 * time-out ends with the response's headers), and its errors told in the contract's terms.
 *
 * @param action the IAM action, `rekognition:StopProjectVersion`
 * @param arn what it is about
 * @param retryDelayMs when to try again if AWS can't answer now; default: exponential with full jitter
 * @throws ApplicationFailure, retryable unless AWS denied the call for a minute or called it invalid
 */
export async function callAws<T>(
  aws: Pick<AwsAccess, 'limits' | 'sharedCalls'>,
  action: string,
  arn: string,
  send: Send<T>,
  { expected = () => false, retryDelayMs = backOffMs(), share }: CallOptions = {},
): Promise<T> {
  const { cancellationSignal, cancelled } = Context.current();
  // A local activity has seconds, and would hold up its workflow: the server's own takes over.
  if (activityInfo().isLocal && aws.limits.isBusy(action)) {
    throw ApplicationFailure.create({
      type: 'InLine',
      message: `${action} of ${arn}: many are in line`,
      category: 'BENIGN',
    });
  }
  try {
    return await whileBeating(() =>
      share === undefined
        ? inTurn(aws.limits, action, cancellationSignal, send)
        : aws.sharedCalls.join({ ...share, key: `${action} ${share.key}` }, cancelled, (takeParts, signal) =>
            inTurn(aws.limits, action, signal, (http) => send(http, takeParts())),
          ),
    );
  } catch (error) {
    if (cancellationSignal.aborted || expected(error)) throw error;
    throw failureOf(action, arn, error, retryDelayMs);
  }
}

type Send<T> = (http: { abortSignal: AbortSignal }, parts: ReadonlySet<string>) => Promise<T>;

const NO_PARTS: ReadonlySet<string> = new Set();

/** In line for as long as it takes. */
async function inTurn<T>(limits: CallLimits, action: string, signal: AbortSignal, send: Send<T>): Promise<T> {
  await limits.turn(action, signal);
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    const answer = await send({ abortSignal: AbortSignal.any([signal, timeout]) }, NO_PARTS);
    limits.answered(action);
    countCall(action);
    return answer;
  } catch (error) {
    limits.answered(action, error);
    countCall(action, error);
    throw timeout.aborted ? new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`) : error;
  }
}

/** With a heartbeat while it lasts, since the server takes a silent worker for dead. */
export async function whileBeating<T>(call: () => Promise<T>): Promise<T> {
  const details: unknown = activityInfo().heartbeatDetails;
  const beat = setInterval(() => heartbeat(details), BEAT_MS);
  try {
    return await call();
  } finally {
    clearInterval(beat);
  }
}

export interface CallOptions {
  /** Errors that the caller takes for an answer: they are thrown as they are. */
  readonly expected?: (error: unknown) => boolean;
  readonly retryDelayMs?: number;
  /** Where given, whoever asks by the same key while this call is in line shares it; `send` is told all their parts. */
  readonly share?: Question;
}

/** Exponential in this activity's attempts, with full jitter, in milliseconds. */
export function backOffMs(): number {
  const { attempt } = activityInfo();
  return Math.round(1000 + Math.random() * Math.min(1000 * 2 ** attempt, LONGEST_BACK_OFF_MS));
}

function failureOf(action: string, arn: string, error: unknown, retryDelayMs: number): ApplicationFailure {
  const name = error instanceof Error ? error.name : 'Error';
  const said = `${action} of ${arn}: ${name}: ${error instanceof Error ? error.message : String(error)}`;
  if (DENIALS.has(name)) return denial(action, said);
  if (isInvalid(error)) {
    return permanent('InvalidRequest', `AWS refused ${said}. Check the ARN before you ask again.`);
  }
  return retryable('AwsUnavailable', said, retryDelayMs);
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
