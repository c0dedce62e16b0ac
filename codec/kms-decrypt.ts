import type * as Kms from '@aws-sdk/client-kms';

/** Time for AWS KMS to answer, for both attempts and with the credentials, in milliseconds. */
const LIMIT_MS = 25_000;

/** Limits of one attempt, in milliseconds. By default, the SDK would wait for an answer for ever. */
const REQUEST_HANDLER = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * Decrypts with the credentials and the Region of the process. The ciphertext identifies its KMS key.
 *
 * @throws Error also if the source of the credentials, or KMS, does not answer in time
 */
export async function decryptedBy(
  { DecryptCommand, KMSClient }: typeof Kms,
  CiphertextBlob: Uint8Array,
  limitMs = LIMIT_MS,
): Promise<Uint8Array> {
  const client = new KMSClient({ maxAttempts: 2, requestHandler: REQUEST_HANDLER });
  let timer: NodeJS.Timeout | undefined;
  // Not an abort signal: the SDK waits for credentials whatever it says.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    const { Plaintext } = await Promise.race([client.send(new DecryptCommand({ CiphertextBlob })), late]);
    return Plaintext ?? new Uint8Array();
  } finally {
    clearTimeout(timer);
    client.destroy();
  }
}
