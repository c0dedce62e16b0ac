import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import * as kmsPackage from '@aws-sdk/client-kms';
import { decryptedBy } from '../../codec/kms-decrypt.js';
import { loadKeyring } from '../../codec/keyring.js';
import { EXIT } from '../../client/commands/exit-codes.js';
import { runCompiled } from '../support/processes/compiled-command.js';
import { CREDENTIALS } from '../support/credentials.js';
import { startSilentServer } from '../support/web/silent-server.js';

const KEY = randomBytes(32);

describe('the payload keys', () => {
  it('are undefined if none are set', async () => {
    assert.equal(await loadKeyring({}), undefined);
    assert.equal(await loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: '' }), undefined);
  });

  it('are rejected if there is none between commas, instead of encrypting nothing', async () => {
    for (const keys of [',', ' ']) {
      await assert.rejects(
        loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: keys }),
        /TEARDOWN_ENCRYPTION_KEYS must have/,
      );
    }
  });

  for (const [what, keys, said] of [
    ['that have no id', KEY.toString('base64'), /must be a comma-separated list of ID=KEY/],
    [
      'that are too short',
      `a=${randomBytes(16).toString('base64')}`,
      /"a" must be 32 bytes in base64.*has 16/,
    ],
    [
      'of one id twice',
      `a=${KEY.toString('base64')},a=${KEY.toString('base64')}`,
      /two keys with the ID "a"/,
    ],
  ] as const) {
    it(`are rejected ${what}, with a message that contains no key`, async () => {
      await assert.rejects(loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: keys }), (error: Error) => {
        assert.match(error.message, said);
        assert.ok(!error.message.includes(KEY.toString('base64').slice(0, 20)));
        return true;
      });
    });
  }

  it('are rejected by the command line as invalid input', async () => {
    const command = runCompiled('client/commands/main', ['list'], { TEARDOWN_ENCRYPTION_KEYS: 'nonsense' });
    assert.equal(await command.ended, EXIT.invalid);
    assert.equal(command.written(), 'TEARDOWN_ENCRYPTION_KEYS must be a comma-separated list of ID=KEY.\n');
  });

  describe('that AWS KMS has encrypted', () => {
    const asked: { target: unknown; blob: unknown }[] = [];
    const variables = ['AWS_ENDPOINT_URL_KMS', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    const earlier = new Map(variables.map((name) => [name, process.env[name]]));
    let kms: Server;

    // Decrypt of the KMS API, AWS JSON 1.1.
    before(async () => {
      kms = createServer((request, response) => {
        void json(request).then((body) => {
          const { CiphertextBlob: blob } = body as { CiphertextBlob: string };
          asked.push({ target: request.headers['x-amz-target'], blob });
          const known = Buffer.from(blob, 'base64').toString() === 'wrapped';
          response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
          response.end(
            JSON.stringify(
              known ? { Plaintext: KEY.toString('base64') } : { __type: 'InvalidCiphertextException' },
            ),
          );
        });
      }).listen(0, '127.0.0.1');
      await once(kms, 'listening');
      process.env['AWS_ENDPOINT_URL_KMS'] = `http://127.0.0.1:${(kms.address() as { port: number }).port}`;
      process.env['AWS_REGION'] = 'eu-west-1';
      process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
      process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
    });
    after(() => {
      kms.close();
      for (const [name, value] of earlier) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });

    const wrapped = (text: string) => `2026=kms:${Buffer.from(text).toString('base64')}`;

    it('are decrypted by AWS KMS', async () => {
      const keyring = await loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: wrapped('wrapped') });
      assert.equal(keyring?.current, '2026');
      assert.deepEqual(asked[0]?.target, 'TrentService.Decrypt');
    });

    it('are rejected if KMS rejects them', async () => {
      await assert.rejects(
        loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: wrapped('something else') }),
        /kms:Decrypt of the key "2026" failed \(InvalidCiphertextException.*\)\. Check .* reach AWS KMS .* may call kms:Decrypt\.$/,
      );
    });

    for (const [what, variable, removed] of [
      ['KMS', 'AWS_ENDPOINT_URL_KMS', []],
      [
        'the source of the credentials',
        'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      ],
    ] as const) {
      it(`are not waited for if ${what} does not answer`, async () => {
        const silent = await startSilentServer('everything');
        const before = new Map([variable, ...removed].map((name) => [name, process.env[name]]));
        for (const name of removed) delete process.env[name];
        process.env[variable] = `http://${silent.address}`;
        try {
          await assert.rejects(decryptedBy(kmsPackage, KEY, 200), { message: 'no answer within 0.2 s' });
        } finally {
          silent.close();
          for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
          }
        }
      });
    }
  });
});
