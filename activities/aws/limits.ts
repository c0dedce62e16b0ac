import { setMaxListeners } from 'node:events';
import { DefaultRateLimiter } from '@smithy/core/retry';
import PQueue from 'p-queue';
import { ALONE, partOf, type Fleet, type QuotaPart } from './quota-part.js';

/** Limits the calls in one account and Region to a share of its quota. */
export interface CallLimits {
  /**
   * Waits until the call may be sent, in first-in, first-out order.
   *
   * @param action the IAM action
   * @param first whether the call goes before those that are not
   */
  turn(action: string, signal: AbortSignal, first?: boolean): Promise<Answered>;
}

/** Records the end of a call, which keeps its place until then. Throttled calls reduce the rate. */
export type Answered = (error?: unknown) => void;

// Calls per second, account and Region ("Amazon Rekognition endpoints and quotas", AWS General Reference).
export const QUOTA = 5;
const QUOTAS: Readonly<Record<string, number>> = { 'rekognition:ListTagsForResource': 10 };

/** Uses the whole quota: nobody but teardowns needs many Stops, and each second until Stop is billed. */
const WITHOUT_SHARE = 'rekognition:StopProjectVersion';

export const NO_LIMITS: CallLimits = { turn: () => Promise.resolve(() => undefined) };

/**
 * Creates limits with a queue per operation. AWS counts a call at some time between its sending and its answer, so a call
 * keeps its place until one window after its answer: however long requests are held up on their way, AWS never counts more
 * calls in a window than the share allows, and the rest is left to other callers. If calls are throttled nevertheless,
 * other callers of the account need more than the rest, and the adaptive rate of the SDK slows down.
 *
 * @param share the share of the quota that all workers have together, above 0 and at most 1
 */
export function createCallLimits(share: number, fleet: Fleet = ALONE): CallLimits {
  const lines = new Map<string, Line>();
  fleet.onChange(() => {
    for (const line of lines.values()) line.fit();
  });
  return {
    turn(action, signal, first = false) {
      const callsPerSecond = (action === WITHOUT_SHARE ? 1 : share) * (QUOTAS[action] ?? QUOTA);
      const line = lines.get(action) ?? createLine(() => partOf(callsPerSecond, fleet.place()));
      lines.set(action, line);
      return takeTurn(line, signal, first);
    },
  };
}

interface Line {
  /** Runs as many tasks side by side as calls may be counted in one window. A task ends when its place is free again. */
  readonly places: PQueue;
  readonly adaptive: DefaultRateLimiter;
  /** Adapts the line to the present part of the quota, and returns it. */
  readonly fit: () => QuotaPart;
}

function createLine(part: () => QuotaPart): Line {
  const places = new PQueue();
  const fit = () => {
    const now = part();
    if (now.places === 0) places.pause();
    else {
      places.concurrency = now.places;
      places.start();
    }
    return now;
  };
  fit();
  return { places, adaptive: withSteadyClock(new DefaultRateLimiter()), fit };
}

/** The SDK's limiter counts by the wall clock. If somebody set that back by an hour, it would let no call through for an hour. */
function withSteadyClock(limiter: DefaultRateLimiter): DefaultRateLimiter {
  let before = Date.now();
  let seconds = before / 1000;
  // A private method of the SDK's class, which subclasses can't override.
  return Object.defineProperty(limiter, 'getCurrentTimeInSeconds', {
    value: () => {
      const now = Date.now();
      seconds += Math.max(0, now - before) / 1000;
      before = now;
      return seconds;
    },
  });
}

const FIRST = { priority: 1 };

async function takeTurn(
  { places, adaptive, fit }: Line,
  signal: AbortSignal,
  first: boolean,
): Promise<Answered> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // All calls of an activity that wait share its signal. Node.js would warn of the eleventh.
    setMaxListeners(0, signal);
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    const untilFree = async () => {
      if (!signal.aborted) await adaptive.getSendToken();
      // A worker that was suspended has lost its part without having been told.
      if (!signal.aborted && fit().places === 0) {
        void places.add(untilFree, FIRST);
        return;
      }
      signal.removeEventListener('abort', giveUp);
      // Nothing is sent for a caller that no longer waits, so it takes no place.
      if (signal.aborted) return;
      const answer = await new Promise<unknown>((answered) => resolve(answered));
      adaptive.updateClientSendingRate(answer ?? {});
      await new Promise((freed) => setTimeout(freed, fit().windowMs));
    };
    void places.add(untilFree, first ? FIRST : {});
  });
}
