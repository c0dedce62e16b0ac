import { durationMs, type Duration } from '../../contract/duration.js';
import { PAST_DEADLINE } from './lifecycle.js';
import type { RunMemory } from './run-state.js';

const LONGEST_MARGIN_MS = 30_000;

/** Returns when a run must have ended, by its request or by its workflow timeout, in epoch milliseconds. */
export function deadlineOf(
  { deadline }: { readonly deadline?: Duration },
  { startedAt, expiresAt }: Pick<RunMemory, 'startedAt' | 'expiresAt'>,
): number | undefined {
  const asked = deadline === undefined ? Infinity : Date.parse(startedAt) + durationMs(deadline);
  const first = Math.min(asked, expiresAt ?? Infinity);
  return first === Infinity ? undefined : first;
}

/**
 * Returns why a run accepts no decision once its deadline has passed by the clock. Messages are handled before the timer of the
 * deadline and before the next step, which may be hours later if no worker was running.
 */
export function pastDeadline(
  terms: { readonly deadline?: Duration },
  memory: Pick<RunMemory, 'startedAt' | 'expiresAt'>,
  now: number,
): string | undefined {
  const deadlineAt = deadlineOf(terms, memory);
  return deadlineAt !== undefined && deadlineAt <= now ? PAST_DEADLINE : undefined;
}

/**
 * When a run must have ended by its starter's own time-out. It ends a little earlier by itself, with a reason, since the
 * server gives none.
 */
export function expiryOf(startedMs: number, endsMs: number): number {
  return endsMs - Math.min(LONGEST_MARGIN_MS, (endsMs - startedMs) / 3);
}
