import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Returns what replaces an ARN in workflow IDs, which Temporal stores in plain text, if payloads are encrypted: `sha256:`
 * and the hexadecimal digest of the ARN. Anyone who knows an ARN can compute its digest.
 */
export function arnDigest(arn: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(arn)))}`;
}
