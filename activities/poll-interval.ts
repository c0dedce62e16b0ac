import type { Wait } from '../contract/activities.js';

interface Pace {
  /** Of the time that the change has taken so far. */
  readonly share: number;
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

// The interval follows the money and the odds. A model that runs or stops costs money by the hour: seconds.
// Training takes 30 minutes to 24 hours (Custom Labels Developer Guide): with jitter, its end is noticed within
// 8.8 % of the time trained and 27.5 minutes.
const PACES: Readonly<Record<Wait['waitingFor'], Pace>> = {
  trained: { share: 0.08, atLeastMs: 30 * SECOND, atMostMs: 25 * MINUTE },
  copied: { share: 0.08, atLeastMs: 30 * SECOND, atMostMs: 25 * MINUTE },
  started: { share: 0.05, atLeastMs: 5 * SECOND, atMostMs: 30 * SECOND },
  stopped: { share: 0.05, atLeastMs: 5 * SECOND, atMostMs: MINUTE },
  // Costs nothing while it lasts; the end of a grace period looks for itself.
  reclaimed: { share: 0.05, atLeastMs: 30 * SECOND, atMostMs: 15 * MINUTE },
  deleted: { share: 0.05, atLeastMs: 2 * SECOND, atMostMs: MINUTE },
};

/**
 * How long to wait before the next look, in milliseconds, with 10 % of jitter either way.
 *
 * @param elapsedMs how long the change has taken so far
 */
export function pollInterval(
  waitingFor: Wait['waitingFor'],
  elapsedMs: number,
  random = Math.random(),
): number {
  const { share, atLeastMs, atMostMs } = PACES[waitingFor];
  const interval = Math.min(Math.max(share * elapsedMs, atLeastMs), atMostMs);
  return Math.round(interval * (0.9 + 0.2 * random));
}
