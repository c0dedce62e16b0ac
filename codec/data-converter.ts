import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createEncryptionCodec } from './encryption-codec.js';
import { loadKeyring } from './keyring.js';

export const FAILURE_CONVERTER_PATH = fileURLToPath(
  new URL(`failure-converter${extname(import.meta.url)}`, import.meta.url),
);

/**
 * Loads the data converter of clients and workers from `TEARDOWN_ENCRYPTION_KEYS`. Undefined without encryption.
 *
 * @throws InvalidKeysError
 */
export async function loadDataConverter(
  env: NodeJS.ProcessEnv = process.env,
): Promise<DataConverter | undefined> {
  const keyring = await loadKeyring(env);
  return (
    keyring && {
      payloadCodecs: [createEncryptionCodec(keyring)],
      failureConverterPath: FAILURE_CONVERTER_PATH,
    }
  );
}
