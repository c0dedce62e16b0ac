import { webcrypto } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Keyring } from './keyring.js';

const ENCODING = 'binary/encrypted';
/** Length of the AES-GCM nonce, in bytes. */
const NONCE_LENGTH = 12;

const utf8 = new TextEncoder();

/** Thrown for a payload that the available keys do not decrypt. The message is a sentence without any key. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * Encrypts every payload with AES-256-GCM: its own nonce, then the whole payload including its metadata. This is the
 * format of Temporal's encryption samples, so codecs for other languages already exist.
 */
export function createEncryptionCodec(keyring: Keyring): PayloadCodec {
  return {
    encode: (payloads) => Promise.all(payloads.map((payload) => encrypted(payload, keyring))),
    decode: (payloads) => Promise.all(payloads.map((payload) => decrypted(payload, keyring))),
  };
}

async function encrypted(payload: Payload, { current, keys }: Keyring): Promise<Payload> {
  const nonce = webcrypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  const sealed = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, keyOf(keys, current), plain);
  return {
    metadata: { encoding: utf8.encode(ENCODING), 'encryption-key-id': utf8.encode(current) },
    data: Buffer.concat([nonce, new Uint8Array(sealed)]),
  };
}

/** Decrypts a payload. Plain-text payloads are returned unchanged: they may be older than the encryption. */
async function decrypted(payload: Payload, { keys }: Keyring): Promise<Payload> {
  const { metadata, data } = payload;
  if (textOf(metadata?.['encoding']) !== ENCODING || !data) return payload;
  const id = textOf(metadata?.['encryption-key-id']);
  const key = keyOf(keys, id);
  const [nonce, sealed] = [data.subarray(0, NONCE_LENGTH), data.subarray(NONCE_LENGTH)];
  const plain = await webcrypto.subtle
    .decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed)
    .catch((error: unknown) => {
      const why = `A payload is damaged, or is encrypted with another key than the one in TEARDOWN_ENCRYPTION_KEYS that has the ID "${id}".`;
      throw new UnreadableError(why, { cause: error });
    });
  return proto.temporal.api.common.v1.Payload.decode(new Uint8Array(plain));
}

function keyOf(keys: Keyring['keys'], id: string): webcrypto.CryptoKey {
  const key = keys.get(id);
  if (key) return key;
  throw new UnreadableError(
    `A payload is encrypted with the key "${id}", which is not in TEARDOWN_ENCRYPTION_KEYS. Add the key to decrypt it.`,
  );
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}
