import { activityInfo } from '@temporalio/activity';
import { keepBetweenAttempts, keptBetweenAttempts } from './kept-between-attempts.js';

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

/**
 * Records that this attempt failed in this way, and returns for how long all attempts have.
 *
 * An attempt may be due long before it is made, if no worker runs or one was suspended. That time says nothing about AWS. So
 * the time begins with the second attempt, which is due as soon as the first has failed, and the time between two
 * attempts counts up to `longestGapMs`.
 */
export function inARow(
  way: Way,
  longestGapMs: number,
  message?: string,
): { readonly first: number; readonly lastedMs: number } {
  const { attempt, currentAttemptScheduledTimestampMs: dueAt } = activityInfo();
  const { [way]: kept } = keptBetweenAttempts<Readonly<Record<Way, Row>>>();
  const last = kept?.attempt === attempt - 1 ? kept : undefined;
  const { first = attempt } = last ?? {};
  const isThird = last !== undefined && attempt >= first + 2;
  const lastedMs = isThird ? last.lastedMs + Math.min(dueAt - last.dueAt, longestGapMs) : 0;
  keepBetweenAttempts({ [way]: { attempt, first, dueAt, lastedMs, message } satisfies Row });
  return { first, lastedMs };
}

/** Returns the denials in a row up to the attempt before this one. AWS has carried out none of them. */
export function deniedBefore(): Row | undefined {
  const { denial } = keptBetweenAttempts<Readonly<Record<Way, Row>>>();
  return denial?.attempt === activityInfo().attempt - 1 ? denial : undefined;
}
