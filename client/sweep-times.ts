import { durationMs } from '../contract/duration.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { checkedDuration } from './checked-request.js';
import { TeardownError } from './teardown-error.js';

/** When a schedule starts sweeps: at clock times, or at an interval. */
export interface SweepTimes {
  /** A cron expression with five fields: `"0 3 * * *"`. */
  readonly cron?: string | undefined;
  /** An interval such as `"24h"`, instead of `cron`. */
  readonly every?: string | undefined;
  /** The time zone of `cron`, an IANA name such as `"Europe/Berlin"`. Default: UTC. */
  readonly timeZone?: string | undefined;
}

/**
 * Temporal also takes six and seven fields, which other tools read differently, and expressions with a time zone or an interval
 * of their own, beside which the ones of the schedule would be wrong.
 */
const CRON = /^\s*[\w*/,?-]+(\s+[\w*/,?-]+){4}\s*$/;

/**
 * Returns the times as Temporal's schedules take them.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function specOf({ cron, every, timeZone }: SweepTimes) {
  if ((cron === undefined) === (every === undefined)) {
    throw invalid('A schedule needs exactly one of cron and every.');
  }
  if (every !== undefined) {
    if (timeZone === undefined)
      return { intervals: [{ every: durationMs(checkedDuration('every', every)) }] };
    throw invalid('A time zone belongs to cron; an interval such as 24h has none.');
  }
  if (cron !== undefined && CRON.test(cron)) {
    return { cronExpressions: [cron], ...omitUndefined({ timezone: timeZone }) };
  }
  throw invalid(
    `cron must be five fields, such as "0 3 * * *": minute, hour, day of the month, month and day of the week; got "${cron}".`,
  );
}

function invalid(problem: string): TeardownError {
  return new TeardownError('InvalidRequest', `${problem} No request was sent.`);
}
