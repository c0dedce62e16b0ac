import type { Wait } from '../../contract/activities.js';

interface Pace {
  /** Share of the time that the change has taken so far. */
  readonly share: number;
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

// Short intervals where time costs money: a running or stopping model is billed by the hour.
// Training takes 30 minutes to 24 hours (Custom Labels Developer Guide).
const PACES: Readonly<Record<Wait['waitingFor'], Pace>> = {
  trained: { share: 0.08, atLeastMs: 30 * SECOND, atMostMs: 25 * MINUTE },
  copied: { share: 0.08, atLeastMs: 30 * SECOND, atMostMs: 25 * MINUTE },
  started: { share: 0.05, atLeastMs: 4 * SECOND, atMostMs: 32 * SECOND },
  stopped: { share: 0.05, atLeastMs: 4 * SECOND, atMostMs: 64 * SECOND },
  // A stopped model costs nothing, and the workflow itself checks it at the end of the grace period.
  reclaimed: { share: 0.05, atLeastMs: 32 * SECOND, atMostMs: 1024 * SECOND },
  deleted: { share: 0.05, atLeastMs: 2 * SECOND, atMostMs: 64 * SECOND },
};

/**
 * Returns the maximum time between two polls, in milliseconds.
 *
 * @param elapsedMs how long the change has taken so far
 */
export function pollInterval(waitingFor: Wait['waitingFor'], elapsedMs: number): number {
  const { share, atLeastMs, atMostMs } = PACES[waitingFor];
  return Math.round(Math.min(Math.max(share * elapsedMs, atLeastMs), atMostMs));
}

/** When polls are due. Times are epoch milliseconds. */
export interface Due {
  /** At or before now. */
  readonly last: number;
  readonly next: number;
}

/**
 * Returns when to poll, aligned so that all waiting models of a project share a poll: at multiples of the largest power
 * of two in the interval, which coincide. Each project has its own offset.
 */
export function sharedMoments(intervalMs: number, projectArn: string, now: number): Due {
  const everyMs = Math.max(1, Math.floor(SECOND * 2 ** Math.floor(Math.log2(intervalMs / SECOND))));
  const createdAt = Number(projectArn.slice(projectArn.lastIndexOf('/') + 1)) % everyMs;
  const last = Math.floor((now - createdAt) / everyMs) * everyMs + createdAt;
  return { last, next: last + everyMs };
}
