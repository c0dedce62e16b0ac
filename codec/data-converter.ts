import type { DataConverter } from '@temporalio/common';
import { createEncryptionCodec } from './encryption-codec.js';
import { loadKeyring } from './keyring.js';

/**
 * Loads the data converter of clients from `TEARDOWN_ENCRYPTION_KEYS`. Undefined without encryption.
 *
 * @throws InvalidKeysError
 */
export async function loadDataConverter(
  env: NodeJS.ProcessEnv = process.env,
): Promise<DataConverter | undefined> {
  const keyring = await loadKeyring(env);
  return keyring && { payloadCodecs: [createEncryptionCodec(keyring)] };
}
