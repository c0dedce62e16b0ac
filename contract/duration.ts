/** A whole number and a unit: `"90s"`, `"15m"`, `"36h"`, `"14d"`. */
export type Duration = string & { readonly brand: 'Duration' };

/** Limits the digits so that every duration is below the limit of the server's timers. */
export const DURATION = /^([1-9][0-9]{0,7}s|[1-9][0-9]{0,5}m|[1-9][0-9]{0,4}h|[1-9][0-9]{0,2}d)$/;
const MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function isDuration(value: string): value is Duration {
  return DURATION.test(value);
}

/** Returns a duration in milliseconds. */
export function durationMs(duration: Duration): number {
  const unit = duration.slice(-1) as keyof typeof MS;
  return Number(duration.slice(0, -1)) * MS[unit];
}

const WORDS = [
  [2 * MS.d, 'd', MS.d],
  [2 * MS.h, 'h', MS.h],
  [2 * MS.m, 'min', MS.m],
  [0, 's', MS.s],
] as const;

/** Formats milliseconds for people: `90 s`, `12 min`, `5.5 h`, `3 d`. */
export function durationInWords(ms: number): string {
  const [, unit, size] = WORDS.find(([atLeast]) => ms >= atLeast) ?? WORDS[3];
  return `${Math.round((10 * ms) / size) / 10} ${unit}`;
}
