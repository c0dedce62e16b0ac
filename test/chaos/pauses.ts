import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../emulator/emulator.js';

/** Waits, but no longer than until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Waits for a time in milliseconds, and until AWS has answered this many calls since the beginning. Ends at the signal. On a
 * busy machine, time alone would kill workers before they make a call.
 */
export async function pauseForAnswers(
  { calls }: Pick<Emulator, 'calls'>,
  ms: number,
  answers: number,
  signal: AbortSignal,
): Promise<void> {
  const before = calls.length;
  const answered = () => calls.slice(before).filter(({ fault }) => fault === undefined).length;
  await pause(ms, signal);
  while (!signal.aborted && answered() < answers) await pause(200, signal);
}
