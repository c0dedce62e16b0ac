import { webcrypto } from 'node:crypto';
import { listSetting } from '../contract/settings.js';

/** The keys that payloads are encrypted with, by their ids, which are no secret. */
export interface Keyring {
  /** The id of the key that new payloads are encrypted with; the others only decrypt. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, webcrypto.CryptoKey>;
}

/** What is wrong with the keys, in one sentence that holds none. */
export class InvalidKeysError extends Error {
  override readonly name = 'InvalidKeysError';
}

const KEY_LENGTH = 32;
const KMS = 'kms:';
const VARIABLE = 'TEARDOWN_ENCRYPTION_KEYS';

/**
 * The keys of `TEARDOWN_ENCRYPTION_KEYS`: `ID=KEY,ID=KEY`, the current one first. A key is 32 bytes in base64, or what
 * AWS KMS has made of such bytes, `kms:` and its ciphertext in base64, which is decrypted here, once.
 *
 * @returns undefined where there are none, and nothing is encrypted
 * @throws InvalidKeysError
 */
export async function loadKeyring(env: NodeJS.ProcessEnv = process.env): Promise<Keyring | undefined> {
  const keys = new Map<string, webcrypto.CryptoKey>();
  for (const entry of listSetting(env, VARIABLE)) {
    const [, id, text = ''] = /^([\w.-]{1,64})=(\S+)$/.exec(entry) ?? [];
    if (id === undefined)
      throw new InvalidKeysError(`${VARIABLE} must be ID=KEY, with commas between several.`);
    if (keys.has(id)) throw new InvalidKeysError(`${VARIABLE} has two keys of the id "${id}".`);
    keys.set(id, await imported(id, text.startsWith(KMS) ? await unwrapped(id, text) : bytesOf(text)));
  }
  const [current] = keys.keys();
  return current === undefined ? undefined : { current, keys };
}

async function imported(id: string, bytes: Uint8Array): Promise<webcrypto.CryptoKey> {
  if (bytes.length !== KEY_LENGTH) {
    throw new InvalidKeysError(
      `${VARIABLE}: the key "${id}" must be ${KEY_LENGTH} bytes in base64, as "openssl rand -base64 32" makes them; it has ${bytes.length}.`,
    );
  }
  return webcrypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** With the process's own credentials, in its own Region. The ciphertext says which key of KMS it was made with. */
async function unwrapped(id: string, text: string): Promise<Uint8Array> {
  const CiphertextBlob = bytesOf(text.slice(KMS.length));
  // Most have no use for it, and it takes a while to load.
  const { DecryptCommand, KMSClient } = await import('@aws-sdk/client-kms');
  try {
    const { Plaintext } = await new KMSClient({}).send(new DecryptCommand({ CiphertextBlob }));
    return Plaintext ?? new Uint8Array();
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new InvalidKeysError(`${VARIABLE}: kms:Decrypt of the key "${id}" failed (${said}).`, {
      cause: error,
    });
  }
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
