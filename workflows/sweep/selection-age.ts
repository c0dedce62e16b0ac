/**
 * How long a selection counts. A look that goes on is never too old, however long it takes, so that the look at a large account
 * comes to its end even if AWS often does not answer.
 */
const COUNTS_MS = 3_600_000;

/**
 * Returns whether what was listed at a time may have changed by now, so that models are selected again: of a project that
 * should keep its newest, the newest may have gone.
 */
export function isOld(listedAt: number | undefined, now: number): boolean {
  return listedAt !== undefined && now - listedAt > COUNTS_MS;
}
