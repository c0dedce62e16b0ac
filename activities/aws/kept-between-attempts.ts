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

/** State that only the next attempt may use. */
export interface KeptOnce {
  /** The latest attempt, if neither it nor one before it can have been carried out. */
  readonly refused: number;
}

/** Keeps state for later attempts, in addition to what was kept before. */
export function keepBetweenAttempts(kept: object): void {
  heartbeat({ ...stillKept(), ...kept });
}

/**
 * Returns what this attempt passes on of what earlier ones have kept. Numbers of attempts do not tell them apart, since an
 * operator's reset counts from one again. So the next attempt's first heartbeat drops the state that was kept for that attempt only.
 */
export function stillKept(): object {
  const { refused: _, ...kept } = keptBetweenAttempts<KeptOnce>();
  return kept;
}
