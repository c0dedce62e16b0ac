import { activityInfo } from '@temporalio/activity';
import { keepBetweenAttempts, keptBetweenAttempts, type KeptOnce } from './kept-between-attempts.js';

type Way = 'denial' | 'trouble';

/** Attempts in a row that have failed in the same way. */
interface Row {
  /** The latest of them. */
  readonly attempt: number;
  /** The number of the first of them. */
  readonly first: number;
  /** When the latest of them was due, in epoch milliseconds of the server. */
  readonly dueAt: number;
  readonly lastedMs: number;
  /** Of a denial: what the run fails with if it lasts. Earlier versions did not keep it. */
  readonly message?: string | undefined;
}

interface Kept extends KeptOnce, Readonly<Record<Way, Row>> {}

/**
 * Records that this attempt failed in this way, and returns for how long all attempts have.
 *
 * An attempt may be due long before it is made, if no worker runs or one was suspended. That time says nothing about AWS. So
 * the time begins with the second attempt, which is due as soon as the first has failed, and the time between two
 * attempts counts up to `longestGapMs`.
 *
 * @param isRefused whether AWS, or the worker, has refused this attempt, so that it was not carried out
 */
export function inARow(
  way: Way,
  longestGapMs: number,
  isRefused: boolean,
  message?: string,
): { readonly repeated: boolean; readonly lastedMs: number } {
  const { attempt, currentAttemptScheduledTimestampMs: dueAt } = activityInfo();
  const { [way]: kept } = keptBetweenAttempts<Kept>();
  const last = kept?.attempt === attempt - 1 ? kept : undefined;
  const { first = attempt } = last ?? {};
  const isThird = last !== undefined && attempt >= first + 2;
  const lastedMs = isThird ? last.lastedMs + Math.min(dueAt - last.dueAt, longestGapMs) : 0;
  const row: Row = { attempt, first, dueAt, lastedMs, message };
  const repeated = !isRefused || mayRepeat();
  keepBetweenAttempts({ [way]: row, ...(!repeated && { refused: attempt }) });
  return { repeated, lastedMs };
}

/** Returns whether an attempt before this one may have been carried out. */
export function mayRepeat(): boolean {
  return !isFirst() && keptBetweenAttempts<Kept>().refused !== activityInfo().attempt - 1;
}

/**
 * Temporal counts attempts from one again if somebody resets the activity, unpauses it with `--reset-attempts`, or resets the
 * run. Only the very first attempt is scheduled in the instant of the activity itself (tried with servers 1.29.1 and 1.32.0).
 */
function isFirst(): boolean {
  const { attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  return attempt === 1 && currentAttemptScheduledTimestampMs === scheduledTimestampMs;
}

/** Returns what the run fails with if AWS has denied the attempt before this one, and goes on to. */
export function deniedBefore(): string | undefined {
  const { denial } = keptBetweenAttempts<Kept>();
  return denial?.attempt === activityInfo().attempt - 1 ? denial.message : undefined;
}
