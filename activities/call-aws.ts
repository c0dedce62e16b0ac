import { activityInfo, ApplicationFailure, Context, heartbeat } from '@temporalio/activity';
import type { AwsAccess } from './aws-access.js';
import { backOffMs, failureOf } from './aws-errors.js';
import type { CallLimits } from './call-limits.js';
import { countCall } from './metrics.js';
import type { Question } from './shared-calls.js';
import { traced } from './tracing.js';

const REQUEST_TIMEOUT_MS = 10_000;
const BEAT_MS = 4_000;

export interface CallOptions {
  /** Errors that the caller takes for an answer: they are thrown as they are. */
  readonly expected?: (error: unknown) => boolean;
  readonly retryDelayMs?: number;
  /** If given, those who ask by the same key while this call is in line share it; `send` gets all their parts. */
  readonly share?: Question;
  /** Runs when it is the call's turn; the call is not sent if it throws. */
  readonly beforeSend?: () => Promise<void>;
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
  { expected = () => false, retryDelayMs = backOffMs(), share, beforeSend }: CallOptions = {},
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
        ? inTurn(aws.limits, action, cancellationSignal, send, beforeSend)
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
async function inTurn<T>(
  limits: CallLimits,
  action: string,
  signal: AbortSignal,
  send: Send<T>,
  beforeSend?: () => Promise<void>,
): Promise<T> {
  await limits.turn(action, signal);
  let timeout: AbortSignal | undefined;
  try {
    await beforeSend?.();
    timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const abortSignal = AbortSignal.any([signal, timeout]);
    const answer = await traced(action, () => send({ abortSignal }, NO_PARTS));
    limits.answered(action);
    countCall(action);
    return answer;
  } catch (error) {
    limits.answered(action, error);
    countCall(action, error);
    throw timeout?.aborted ? new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`) : error;
  }
}

/** With a heartbeat while it lasts, since the server takes a silent worker for dead. Local activities have none. */
export async function whileBeating<T>(call: () => Promise<T>): Promise<T> {
  const { isLocal, ...info } = activityInfo();
  if (isLocal) return call();
  const details: unknown = info.heartbeatDetails;
  const beat = setInterval(() => heartbeat(details), BEAT_MS);
  try {
    return await call();
  } finally {
    clearInterval(beat);
  }
}
