import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * Returns what earlier attempts of this activity have kept. Empty in the first attempt.
 *
 * Temporal passes the details of the last heartbeat to the next attempt, on any worker. So retries keep state in
 * heartbeats, which do not add to the history.
 */
export function keptBetweenAttempts<Kept extends object>(): Partial<Kept> {
  return (activityInfo().heartbeatDetails ?? {}) as Partial<Kept>;
}

/** Keeps state for later attempts, in addition to what was kept before. */
export function keepBetweenAttempts(kept: object): void {
  heartbeat({ ...keptBetweenAttempts(), ...kept });
}
