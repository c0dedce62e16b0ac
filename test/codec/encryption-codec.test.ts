import assert from 'node:assert/strict';
import { createDecipheriv, randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { loadKeyring, type Keyring } from '../../codec/keyring.js';

const KEYS = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
const [FIRST = '', SECOND = ''] = KEYS;

const keyringOf = async (keys: string): Promise<Keyring> => {
  const keyring = await loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: keys });
  assert.ok(keyring);
  return keyring;
};
const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString();

describe('the encryption of payloads', () => {
  const payload = defaultPayloadConverter.toPayload({ reason: 'superseded' });
  const codecOf = async (keys: string) => createEncryptionCodec(await keyringOf(keys));

  it('hides the content and restores it', async () => {
    const codec = await codecOf(`2026=${FIRST}`);
    const [sealed] = await codec.encode([payload]);
    assert.ok(sealed?.data);
    assert.equal(text(sealed.metadata?.['encoding']), 'binary/encrypted');
    assert.equal(text(sealed.metadata?.['encryption-key-id']), '2026');
    assert.ok(!text(sealed.data).includes('superseded'));
    const [plain] = await codec.decode([sealed]);
    assert.deepEqual(defaultPayloadConverter.fromPayload(plain as Payload), { reason: 'superseded' });
  });

  it("has the format of Temporal's samples: nonce, then the payload's bytes under AES-256-GCM", async () => {
    const [sealed] = await (await codecOf(`2026=${FIRST}`)).encode([payload]);
    const data = Buffer.from(sealed?.data ?? []);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(FIRST, 'base64'), data.subarray(0, 12));
    decipher.setAuthTag(data.subarray(-16));
    const bytes = Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]);
    assert.deepEqual(text(temporal.api.common.v1.Payload.decode(bytes).data), text(payload.data));
  });

  it('never produces the same ciphertext twice', async () => {
    const codec = await codecOf(`2026=${FIRST}`);
    const [one, other] = await codec.encode([payload, payload]);
    assert.notDeepEqual(one?.data, other?.data);
  });

  it('decrypts with older keys and encrypts with the first one', async () => {
    const [old] = await (await codecOf(`2025=${FIRST}`)).encode([payload]);
    const rotated = await codecOf(`2026=${SECOND}, 2025=${FIRST}`);
    assert.deepEqual(text((await rotated.decode([old as Payload]))[0]?.data), text(payload.data));
    const [renewed] = await rotated.encode([payload]);
    assert.equal(text(renewed?.metadata?.['encryption-key-id']), '2026');
  });

  it('passes on plain-text payloads', async () => {
    assert.deepEqual(await (await codecOf(`2026=${FIRST}`)).decode([payload]), [payload]);
  });

  it('rejects payloads of unknown keys and modified payloads', async () => {
    const codec = await codecOf(`2026=${FIRST}`);
    const [sealed] = await codec.encode([payload]);
    await assert.rejects(
      (await codecOf(`2027=${SECOND}`)).decode([sealed as Payload]),
      /encrypted with the key "2026", which is not in TEARDOWN_ENCRYPTION_KEYS/,
    );
    const changed = Buffer.from(sealed?.data ?? []);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await assert.rejects(codec.decode([{ ...sealed, data: changed }]));
  });
});
