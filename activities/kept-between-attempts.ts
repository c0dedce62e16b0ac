import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * What earlier attempts of this activity have kept: nothing in the first one.
 *
 * Temporal hands the details of the last heartbeat to the next attempt, whichever worker runs it. So a heartbeat is where a
 * retry keeps what history must not grow with.
 */
export function keptBetweenAttempts<Kept extends object>(): Partial<Kept> {
  return (activityInfo().heartbeatDetails ?? {}) as Partial<Kept>;
}

/** Keeps something for the attempts after this one, beside what was kept before. Local activities keep nothing. */
export function keepBetweenAttempts(kept: object): void {
  heartbeat({ ...keptBetweenAttempts(), ...kept });
}
