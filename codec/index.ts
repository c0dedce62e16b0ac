export { loadDataConverter } from './data-converter.js';
export { createEncryptionCodec } from './encryption-codec.js';
export { InvalidKeysError, loadKeyring, type Keyring } from './keyring.js';
