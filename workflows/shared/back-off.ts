const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 300;

/** Returns the back-off after this many consecutive rejections by AWS, in seconds. */
export function backOffSeconds(refusals: number): number {
  return Math.min(FIRST_SECONDS * 2 ** refusals, LONGEST_SECONDS);
}
