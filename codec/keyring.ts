import { webcrypto } from 'node:crypto';
import type * as Kms from '@aws-sdk/client-kms';
import { messageOf } from '../contract/message-of.js';
import { InvalidSettingError, listSetting } from '../contract/settings.js';
import { decryptedBy } from './kms-decrypt.js';

/** The keys that encrypt payloads, by their IDs, which are not secret. */
export interface Keyring {
  /** The ID of the key that encrypts new payloads. The other keys only decrypt. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, webcrypto.CryptoKey>;
}

/** Thrown for invalid keys. The message is one sentence without any key. */
export class InvalidKeysError extends InvalidSettingError {
  override readonly name = 'InvalidKeysError';
}

const KEY_LENGTH = 32;
const KMS = 'kms:';
const VARIABLE = 'TEARDOWN_ENCRYPTION_KEYS';

/**
 * Loads the keys in `TEARDOWN_ENCRYPTION_KEYS`: `ID=KEY,ID=KEY`, the current one first. A key is 32 bytes in base64, or
 * `kms:` and the base64 ciphertext that AWS KMS made from such bytes, which is decrypted here once.
 *
 * @returns undefined if there are no keys and nothing is encrypted
 * @throws InvalidKeysError
 */
export async function loadKeyring(env: NodeJS.ProcessEnv = process.env): Promise<Keyring | undefined> {
  const keys = new Map<string, webcrypto.CryptoKey>();
  for (const entry of listSetting(env, VARIABLE)) {
    const [, id, text = ''] = /^([\w.-]{1,64})=(\S+)$/.exec(entry) ?? [];
    if (id === undefined) throw new InvalidKeysError(`${VARIABLE} must be a comma-separated list of ID=KEY.`);
    if (keys.has(id)) throw new InvalidKeysError(`${VARIABLE} has two keys with the ID "${id}".`);
    keys.set(id, await imported(id, text.startsWith(KMS) ? await unwrapped(id, text) : bytesOf(text)));
  }
  const [current] = keys.keys();
  return current === undefined ? undefined : { current, keys };
}

/**
 * Checks that the keys of a local stack can be loaded without a call to AWS KMS.
 *
 * @throws InvalidKeysError
 */
export function checkNoKmsKeys(env: NodeJS.ProcessEnv = process.env): void {
  if (!listSetting(env, VARIABLE).some((entry) => entry.includes(`=${KMS}`))) return;
  throw new InvalidKeysError(
    `${VARIABLE} has a key that AWS KMS encrypted, but the local stack sends no requests to AWS: unset it in this terminal, and in the others from which you use the stack.`,
  );
}

async function imported(id: string, bytes: Uint8Array): Promise<webcrypto.CryptoKey> {
  if (bytes.length !== KEY_LENGTH) {
    throw new InvalidKeysError(
      `${VARIABLE}: the key "${id}" must be ${KEY_LENGTH} bytes in base64, such as the output of "openssl rand -base64 32"; it has ${bytes.length}.`,
    );
  }
  return webcrypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

async function unwrapped(id: string, text: string): Promise<Uint8Array> {
  const ciphertext = bytesOf(text.slice(KMS.length));
  const loaded = await kms(id);
  try {
    return await decryptedBy(loaded, ciphertext);
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${messageOf(error)}` : String(error);
    throw new InvalidKeysError(
      `${VARIABLE}: kms:Decrypt of the key "${id}" failed (${said}). Check that this process can reach AWS KMS in its Region, and that its credentials may call kms:Decrypt.`,
      { cause: error },
    );
  }
}

// Most callers have no such keys, so our package does not install this one. Bundlers would look for it if `import` had a
// literal.
const KMS_PACKAGE: string = '@aws-sdk/client-kms';

async function kms(id: string): Promise<typeof Kms> {
  try {
    return (await import(KMS_PACKAGE)) as typeof Kms;
  } catch (error) {
    const why = `${VARIABLE}: the key "${id}" needs the package ${KMS_PACKAGE}. Install it: npm install ${KMS_PACKAGE}`;
    throw new InvalidKeysError(why, { cause: error });
  }
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
