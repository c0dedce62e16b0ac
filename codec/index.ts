export { loadDataConverter } from './data-converter.js';
export { createEncryptionCodec } from './encryption-codec.js';
export { loadKeyring, type Keyring } from './keyring.js';
