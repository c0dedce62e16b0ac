import { DefaultRateLimiter } from '@smithy/core/retry';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

/** Limits the calls in one account and Region to a share of its quota. */
export interface CallLimits {
  /** Waits until the call may be sent, in first-in, first-out order. `action` is the IAM action. */
  turn(action: string, signal: AbortSignal): Promise<Answered>;
}

/** Records the end of a call, which keeps its place until then. Throttled calls reduce the rate. */
export type Answered = (error?: unknown) => void;

// Calls per second, account and Region ("Amazon Rekognition endpoints and quotas", AWS General Reference).
export const QUOTA = 5;
const QUOTAS: Readonly<Record<string, number>> = { 'rekognition:ListTagsForResource': 10 };

export const NO_LIMITS: CallLimits = { turn: () => Promise.resolve(() => undefined) };

/**
 * Creates limits with a queue per operation. AWS counts a call at some time between its sending and its answer, so a call
 * keeps its place until one window after its answer: however long requests are held up on their way, AWS never counts more
 * calls in a window than the share allows, and the rest is left to other callers. If calls are throttled nevertheless,
 * other callers of the account need more than the rest, and the adaptive rate of the SDK slows down.
 *
 * @param share the share of the quota, above 0 and at most 1
 */
export function createCallLimits(share: number): CallLimits {
  const lines = new Map<string, Line>();
  return {
    turn(action, signal) {
      const line = lines.get(action) ?? createLine(share * (QUOTAS[action] ?? QUOTA));
      lines.set(action, line);
      return takeTurn(line, signal);
    },
  };
}

interface Line {
  /** Runs as many tasks side by side as calls may be counted in one window. A task ends when its place is free again. */
  readonly places: PQueue;
  readonly windowMs: number;
  readonly adaptive: DefaultRateLimiter;
}

function createLine(callsPerSecond: number): Line {
  const concurrency = Math.max(1, Math.floor(callsPerSecond));
  return {
    places: new PQueue({ concurrency }),
    windowMs: Math.ceil((1000 * concurrency) / callsPerSecond),
    adaptive: new DefaultRateLimiter(),
  };
}

async function takeTurn({ places, windowMs, adaptive }: Line, signal: AbortSignal): Promise<Answered> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    const untilFree = async () => {
      if (!signal.aborted) await adaptive.getSendToken();
      signal.removeEventListener('abort', giveUp);
      // Nothing is sent for a caller that no longer waits, so it takes no place.
      if (signal.aborted) return;
      const answer = await new Promise<unknown>((answered) => resolve(answered));
      adaptive.updateClientSendingRate(answer ?? {});
      await sleep(windowMs);
    };
    void places.add(untilFree);
  });
}
