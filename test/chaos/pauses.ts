import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../emulator/emulator.js';

/** Waits, but no longer than until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Waits for a time, in milliseconds, and until AWS has answered so many more calls, but no longer than until the signal. On a
 * busy machine, what goes wrong after a time alone would leave nothing that can go wrong.
 */
export async function pauseForAnswers(
  { calls }: Pick<Emulator, 'calls'>,
  ms: number,
  answers: number,
  signal: AbortSignal,
): Promise<void> {
  let looked = calls.length;
  let answered = 0;
  await pause(ms, signal);
  while (!signal.aborted) {
    answered += calls.slice(looked).filter(({ fault }) => fault === undefined).length;
    looked = calls.length;
    if (answered >= answers) return;
    await pause(200, signal);
  }
}
