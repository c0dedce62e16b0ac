const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 300;

/** How long to wait before AWS is asked again for what it has refused so many times in a row, in seconds. */
export function backOffSeconds(refusals: number): number {
  return Math.min(FIRST_SECONDS * 2 ** refusals, LONGEST_SECONDS);
}
