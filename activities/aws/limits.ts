import { DefaultRateLimiter } from '@smithy/core/retry';
import PQueue from 'p-queue';

/** Limits the calls in one account and Region to a share of its quota. */
export interface CallLimits {
  /** Waits until the call may be sent, in first-in, first-out order. `action` is the IAM action. */
  turn(action: string, signal: AbortSignal): Promise<void>;
  /** Records the end of a call. Throttled calls reduce the rate. */
  answered(action: string, error?: unknown): void;
}

// Calls per second, account and Region ("Amazon Rekognition endpoints and quotas", AWS General Reference).
const QUOTA = 5;
const QUOTAS: Readonly<Record<string, number>> = { 'rekognition:ListTagsForResource': 10 };

export const NO_LIMITS: CallLimits = {
  turn: () => Promise.resolve(),
  answered: () => undefined,
};

/**
 * Creates limits with a queue per operation. In any window of time, no more calls start than the share allows, so two
 * adjacent windows never exceed the quota, and the rest is left to other callers. If calls are throttled nevertheless,
 * other callers of the account need more than the rest, and the adaptive rate of the SDK slows down.
 *
 * @param share the share of the quota, above 0 and at most 1
 */
export function createCallLimits(share: number): CallLimits {
  const lines = new Map<string, Line>();
  const lineOf = (action: string) => {
    const line = lines.get(action) ?? createLine(share * (QUOTAS[action] ?? QUOTA));
    lines.set(action, line);
    return line;
  };
  return {
    async turn(action, signal) {
      const { queue, adaptive } = lineOf(action);
      await queue.add(() => adaptive.getSendToken(), { signal });
    },
    answered: (action, error) => lineOf(action).adaptive.updateClientSendingRate(error ?? {}),
  };
}

interface Line {
  readonly queue: PQueue;
  readonly adaptive: DefaultRateLimiter;
}

function createLine(callsPerSecond: number): Line {
  const limit = Math.max(1, Math.floor(callsPerSecond));
  const interval = Math.ceil((1000 * limit) / callsPerSecond);
  const queue = new PQueue({ intervalCap: limit, interval, strict: true });
  return { queue, adaptive: new DefaultRateLimiter() };
}
