import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCompiled } from '../support/processes/compiled-command.js';

const AWS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY' };

/** Our processes that connect to Temporal, with the exit codes for a wrong setting and for an unreachable server. */
const PROCESSES = [
  { name: 'the command line', module: 'client/commands/main', args: ['list'], prefix: '', noServer: 3 },
  { name: 'the worker', module: 'worker/main', args: [], prefix: 'teardown worker: ', noServer: 1 },
] as const;

describe('a wrong setting of Temporal', () => {
  const broken = join(tmpdir(), `broken-${process.pid}.toml`);
  before(() => writeFile(broken, 'profile = ['));

  for (const { name, module, args, prefix, noServer } of PROCESSES) {
    const fails = async (env: NodeJS.ProcessEnv, code: number, said: RegExp) => {
      const command = runCompiled(module, args, { ...AWS, ...env });
      assert.equal(await command.ended, code, command.written());
      // Node.js warns of an IP address as a TLS server name.
      const [line = '', ...others] = command
        .err()
        .split('\n')
        .filter((it) => !/Warning|trace-deprecation/.test(it) && it !== '');
      assert.ok(line.startsWith(prefix), line);
      assert.match(line.slice(prefix.length), said);
      assert.deepEqual(others, []);
    };

    it(`is named by ${name}: a certificate that does not exist`, () =>
      fails(
        { TEMPORAL_TLS_CLIENT_CERT_PATH: '/none.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: '/none.key' },
        2,
        /^TEMPORAL_TLS_CLIENT_CERT_PATH must be a file that this process can read; got "\/none\.pem" \(ENOENT\)\.$/,
      ));

    it(`is named by ${name}: an unknown profile`, () =>
      fails({ TEMPORAL_PROFILE: 'nope' }, 2, /^TEMPORAL_PROFILE must be a profile of .*; got "nope"\.$/));

    it(`is named by ${name}: a configuration file that is no TOML`, () =>
      fails({ TEMPORAL_CONFIG_FILE: broken }, 2, /broken-\d+\.toml .* are invalid: Invalid TOML document/));

    it(`is named by ${name}: an unknown namespace`, () =>
      fails({ TEMPORAL_NAMESPACE: 'nope' }, 2, /namespace nope.*[Ss]et TEMPORAL_NAMESPACE\.$/));

    it(`is named by ${name}: an API key for a server without TLS`, () =>
      fails(
        { TEMPORAL_API_KEY: 'key' },
        noServer,
        /uses TLS because of TEMPORAL_API_KEY, .*otherwise check TEMPORAL_ADDRESS\.$/,
      ));

    it(`is named by ${name}: TLS for a server without it`, () =>
      fails(
        { TEMPORAL_TLS: 'true' },
        noServer,
        /uses TLS because of TEMPORAL_TLS .*otherwise check TEMPORAL_ADDRESS\.$/,
      ));

    it(`is named by ${name}: a switch that is neither on nor off`, () =>
      fails({ TEMPORAL_TLS: 'yes' }, 2, /^TEMPORAL_TLS must be true, false, 1 or 0; got "yes"\.$/));

    it(`is taken as unset by ${name}: an empty address`, () =>
      fails({ TEMPORAL_ADDRESS: '', TEMPORAL_TLS: 'true' }, noServer, /server at 127\.0\.0\.1:7233 /));
  }
});

describe('a wrong setting of the codec server', () => {
  const RIGHT = {
    TEARDOWN_ENCRYPTION_KEYS: `2026=${Buffer.alloc(32, 1).toString('base64')}`,
    CODEC_OIDC_ISSUER: 'http://127.0.0.1:1',
    CODEC_OIDC_AUDIENCE: 'web-ui',
    CODEC_ALLOWED_USERS: 'ana@example.com',
    CODEC_WEB_UI: 'http://127.0.0.1:8080',
  };
  for (const [variable, value, said] of [
    ['CODEC_OIDC_ISSUER', 'login.example.com', /CODEC_OIDC_ISSUER must be the issuer URL .*; got "login/],
    ['CODEC_WEB_UI', 'temporal.example.com', /CODEC_WEB_UI must be the URL .*; got "temporal/],
    ['CODEC_OIDC_AUDIENCE', '', /Set CODEC_OIDC_AUDIENCE: /],
    ['CODEC_ALLOWED_USERS', ' , ', /CODEC_ALLOWED_USERS must have at least one item/],
    ['CODEC_SERVER_ADDRESS', '8888', /CODEC_SERVER_ADDRESS must be HOST:PORT/],
    ['TEARDOWN_ENCRYPTION_KEYS', '', /Set TEARDOWN_ENCRYPTION_KEYS /],
  ] as const) {
    it(`is named with exit code 2: ${variable}=${value}`, async () => {
      const server = runCompiled('codec/main', [], { ...RIGHT, [variable]: value });
      assert.equal(await server.ended, 2, server.written());
      assert.match(server.err(), said);
    });
  }
});
