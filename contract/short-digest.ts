/**
 * Returns a digest of at most 11 characters for long lists, in which ARNs would not fit. It has 53 bits and does not identify an
 * ARN: of a hundred thousand, two have the same one with a probability of about one in a million. A cryptographic hash would be
 * loaded anew for each run of a workflow.
 */
export function shortDigest(arn: string): string {
  return cyrb53(arn).toString(36);
}

/** Returns 53 bits of a hash of a text: bryc's cyrb53, public domain. */
export function cyrb53(text: string): number {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = mixed(low, high);
  high = mixed(high, low);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

function mixed(one: number, other: number): number {
  return Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
}
