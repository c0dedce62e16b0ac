import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { TeardownClient } from '../../client/index.js';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { loadKeyring } from '../../codec/keyring.js';
import { startRefusingServer } from '../support/web/failing-server.js';
import type { LocalServer } from '../support/web/local-server.js';

const UNIMPLEMENTED = 12;

describe('the note of a schedule, which Temporal stores in plain text', () => {
  let server: LocalServer;
  let connection: Connection;
  before(async () => {
    server = await startRefusingServer(UNIMPLEMENTED, 'sent');
    connection = Connection.lazy({ address: server.address, interceptors: [] });
  });
  after(async () => {
    await connection.close();
    server.close();
  });

  for (const change of ['pause', 'resume'] as const) {
    it(`is refused by ${change}, and nothing is sent, if the client encrypts payloads`, async () => {
      const keyring = await loadKeyring({
        TEARDOWN_ENCRYPTION_KEYS: `one=${randomBytes(32).toString('base64')}`,
      });
      assert.ok(keyring);
      const dataConverter = { payloadCodecs: [createEncryptionCodec(keyring)] };
      const { schedules } = new TeardownClient(new Client({ connection, dataConverter }));
      await assert.rejects(schedules[change]('nightly', 'audit of Project X'), {
        type: 'InvalidRequest',
        message:
          'Temporal would store the note of a schedule in plain text, but this client encrypts payloads: leave the note out. No request was sent.',
      });
      await assert.rejects(schedules[change]('nightly'), { code: 'UNIMPLEMENTED' });
    });

    it(`is sent by ${change} if the client does not encrypt payloads`, async () => {
      const { schedules } = new TeardownClient(new Client({ connection }));
      await assert.rejects(schedules[change]('nightly', 'audit'), { code: 'UNIMPLEMENTED' });
    });
  }
});
