import { Context, heartbeat } from '@temporalio/activity';
import type { AwsAccess } from './access.js';
import { TooOld } from './basis.js';
import { backOffMs, failureOf, isNamed } from './errors.js';
import { stillKept } from './kept-between-attempts.js';
import type { CallLimits } from './limits.js';
import { countCall } from './metrics.js';
import { noAnswerInTime, REQUEST_TIMEOUT_MS } from './request-timeout.js';
import type { Question } from './shared-calls.js';
import { traced } from './tracing.js';

const BEAT_MS = 4_000;
/** Time left to confirm a change that gets its turn. Without it, every change in a long line would be too old by then. */
export const SENT_WITHIN_MS = 5_000;

export interface CallOptions {
  /** Recognizes errors that the caller handles as an answer. They are thrown unchanged. */
  readonly expected?: (error: unknown) => boolean;
  readonly retryDelayMs?: number;
  /** Lets callers with the same key share this call while it is queued. `send` receives the parts of all of them. */
  readonly share?: Question;
  /** Whether the call goes before those in the line that are not. Default: no. */
  readonly first?: boolean;
  /** For a change: what else must hold when it is sent. */
  readonly change?: Change;
}

interface Change {
  /** Until when the call may be sent, in epoch milliseconds. Later, `TooOld` is thrown, for `expected`. */
  readonly goodUntil: number;
  /** Runs right before the call is sent. The call is not sent if this throws. */
  readonly beforeSend: () => Promise<void>;
}

/** What a read lets its caller choose. */
export type ReadOptions = Pick<CallOptions, 'retryDelayMs' | 'first'>;

/**
 * Sends one request to AWS within the call limits, with a timeout of ten seconds that covers every stage (the SDK's own
 * timeout ends with the response headers), and converts its errors to failures.
 *
 * @param action the IAM action, `rekognition:StopProjectVersion`
 * @param arn the resource, for messages
 * @param retryDelayMs when to try again if AWS can't answer now; default: exponential with full jitter
 * @throws ApplicationFailure, retryable unless AWS denied the call for a minute or called it invalid
 */
export async function callAws<T>(
  aws: Pick<AwsAccess, 'limits' | 'sharedCalls'>,
  action: string,
  arn: string,
  send: Send<T>,
  { expected = () => false, retryDelayMs = backOffMs(), share, first = false, change }: CallOptions = {},
): Promise<T> {
  const { cancellationSignal, cancelled } = Context.current();
  try {
    return await whileBeating(() =>
      share === undefined
        ? inTurn(aws.limits, { action, first }, cancellationSignal, send, change)
        : aws.sharedCalls.join(
            // One that goes first must not wait with those at the end of the line.
            { ...share, key: `${first ? 'first ' : ''}${action} ${share.key}` },
            cancelled,
            (takeParts, signal) =>
              inTurn(aws.limits, { action, first }, signal, (http) => send(http, takeParts())),
          ),
    );
  } catch (error) {
    if (cancellationSignal.aborted || expected(error)) throw error;
    throw failureOf(action, arn, error, retryDelayMs, change?.goodUntil);
  }
}

type Send<T> = (http: { abortSignal: AbortSignal }, parts: ReadonlySet<string>) => Promise<T>;

const NO_PARTS: ReadonlySet<string> = new Set();

/** Waits for the call's turn, for as long as necessary, and sends it. */
async function inTurn<T>(
  limits: CallLimits,
  { action, first }: { readonly action: string; readonly first: boolean },
  signal: AbortSignal,
  send: Send<T>,
  change?: Change,
): Promise<T> {
  const inLine = change ? whileGood(change, signal) : signal;
  const answered = await limits.turn(action, inLine, first);
  let timeout: AbortSignal | undefined;
  try {
    await change?.beforeSend();
    // The line's own timer stops while the machine is suspended.
    if (change) checkGood(change);
    timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const abortSignal = AbortSignal.any([signal, timeout]);
    const answer = await traced(action, () => send({ abortSignal }, NO_PARTS));
    answered();
    countCall(action);
    return answer;
  } catch (error) {
    answered(error);
    countCall(action, error);
    // Credentials have a time limit of their own, which is longer.
    const isSilence = timeout?.aborted && !isNamed(error, 'CredentialsProviderError');
    throw isSilence ? noAnswerInTime() : error;
  }
}

/** A change that is too old leaves the line, in which it would waste its turn. */
function whileGood({ goodUntil }: Change, signal: AbortSignal): AbortSignal {
  if (goodUntil === Infinity) return signal;
  const leftMs = goodUntil - SENT_WITHIN_MS - Date.now();
  if (leftMs < 0) throw new TooOld();
  const tooOld = new AbortController();
  setTimeout(() => tooOld.abort(new TooOld()), leftMs).unref();
  return AbortSignal.any([signal, tooOld.signal]);
}

function checkGood({ goodUntil }: Change): void {
  if (Date.now() > goodUntil) throw new TooOld();
}

/** Sends heartbeats during a call, so that the server does not time the activity out. */
export async function whileBeating<T>(call: () => Promise<T>): Promise<T> {
  const details = stillKept();
  const beat = setInterval(() => heartbeat(details), BEAT_MS);
  try {
    return await call();
  } finally {
    clearInterval(beat);
  }
}
