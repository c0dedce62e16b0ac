import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * What stands for an ARN in workflow ids, which Temporal keeps in plain text, where payloads are encrypted:
 * `sha256:` and the digest of the ARN in hexadecimal. Who knows the ARN can tell that it is that one.
 */
export function arnDigest(arn: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(arn)))}`;
}
