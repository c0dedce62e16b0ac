import { DefaultRateLimiter } from '@smithy/core/retry';
import PQueue from 'p-queue';

/** Keeps the calls of one account in one Region within a share of its quota. */
export interface CallLimits {
  /** Waits until the call may be made, first come, first served; `action` is the IAM action. */
  turn(action: string, signal: AbortSignal): Promise<void>;
  /** Whether a call would wait for longer than a second or so. */
  isBusy(action: string): boolean;
  /** To be told of each call's end, so that fewer are made where AWS throttles them. */
  answered(action: string, error?: unknown): void;
}

// Calls a second, per account and Region ("Amazon Rekognition endpoints and quotas", AWS General Reference).
const QUOTA = 5;
const QUOTAS: Readonly<Record<string, number>> = { 'rekognition:ListTagsForResource': 10 };

export const NO_LIMITS: CallLimits = {
  turn: () => Promise.resolve(),
  isBusy: () => false,
  answered: () => undefined,
};

/**
 * A queue for each operation. In any window of time no more calls start than the share allows, so that two of them side
 * by side never exceed the quota, and the rest is left to others. Where they are throttled all the same, the account's
 * other callers need more than that rest, and the SDK's own adaptive rate makes room.
 *
 * @param share of the quota, above 0 and at most 1
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
    isBusy: (action) => lineOf(action).queue.size >= lineOf(action).limit,
    answered: (action, error) => lineOf(action).adaptive.updateClientSendingRate(error ?? {}),
  };
}

interface Line {
  readonly queue: PQueue;
  readonly limit: number;
  readonly adaptive: DefaultRateLimiter;
}

function createLine(callsPerSecond: number): Line {
  const limit = Math.max(1, Math.floor(callsPerSecond));
  const interval = Math.ceil((1000 * limit) / callsPerSecond);
  const queue = new PQueue({ intervalCap: limit, interval, strict: true });
  return { queue, limit, adaptive: new DefaultRateLimiter() };
}
