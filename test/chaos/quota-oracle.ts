import type { Call } from '../../emulator/emulator.js';

/** Calls a second of an operation, per account and Region (General Reference). */
const QUOTA = 5;
const TWICE = 'ListTagsForResource';
/** Long enough that calls which a busy machine has held up and notes at once do not count. */
const WINDOW_MS = 10_000;

/** Rule 9: what all workers together asked of an account is within AWS's quota. */
export function judgeQuota(calls: readonly Call[]): string[] {
  const times = new Map<string, number[]>();
  for (const { operation, region, input, at } of calls) {
    const account = /arn:aws:rekognition:[^:]*:(\d{12})/.exec(input)?.[1];
    if (account === undefined) continue;
    const key = `${operation} in ${region} of ${account}`;
    const those = times.get(key);
    if (those) those.push(at);
    else times.set(key, [at]);
  }
  return [...times].flatMap(([key, those]) => {
    const most = ((key.startsWith(TWICE) ? 2 * QUOTA : QUOTA) * WINDOW_MS) / 1000;
    const worst = mostInWindow(those.toSorted((one, other) => one - other));
    return worst > most ? [`rule 9: ${worst} calls of ${key} in ${WINDOW_MS / 1000} s`] : [];
  });
}

function mostInWindow(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? at) >= WINDOW_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
