import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { unreachable } from '../../contract/reaching-temporal.js';
import { temporalSettings } from '../../contract/settings.js';

const FILE = join(tmpdir(), `temporal-settings-${process.pid}.toml`);
const PROFILES = `
[profile.default]
address = "cloud.example.com:7233"
namespace = "prod"
api_key = "key-of-file"
[profile.default.grpc_meta]
team = "vision"
`;
const IN_FILE = { address: 'cloud.example.com:7233', namespace: 'prod', apiKey: 'key-of-file', tls: true };

describe('the settings of Temporal', () => {
  before(() => writeFileSync(FILE, PROFILES));
  after(() => rmSync(FILE));

  const settings = (env: Record<string, string>) => {
    const { connection, namespace } = temporalSettings(loadClientConnectConfig, env);
    const { address, apiKey, tls, metadata } = connection;
    return { address, namespace, apiKey, tls, metadata };
  };

  for (const variable of [
    'TEMPORAL_ADDRESS',
    'TEMPORAL_NAMESPACE',
    'TEMPORAL_PROFILE',
    'TEMPORAL_API_KEY',
    'TEMPORAL_TLS',
    'TEMPORAL_TLS_SERVER_NAME',
    'TEMPORAL_TLS_CLIENT_CERT_PATH',
    'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION',
  ]) {
    it(`are those of the configuration file if ${variable} is empty`, () => {
      const { metadata, ...others } = settings({ TEMPORAL_CONFIG_FILE: FILE, [variable]: '' });
      assert.deepEqual(others, IN_FILE);
      assert.deepEqual(metadata, { team: 'vision' });
    });
  }

  it('come from the usual configuration file if TEMPORAL_CONFIG_FILE is empty', () => {
    let given: Record<string, string> = {};
    const load = ({ overrideEnvVars }: { overrideEnvVars: Record<string, string> }) => {
      given = overrideEnvVars;
      return { connectionOptions: {} };
    };
    temporalSettings(load, { TEMPORAL_CONFIG_FILE: '', HOME: '/home/ana' });
    assert.deepEqual(given, { HOME: '/home/ana' });
  });

  it('lack a header of the configuration file whose variable is empty', () => {
    const { metadata } = settings({ TEMPORAL_CONFIG_FILE: FILE, TEMPORAL_GRPC_META_TEAM: '' });
    assert.deepEqual(metadata, {});
  });

  for (const [value, usesTls] of [
    ['TRUE', true],
    ['True', true],
    ['1', true],
    ['FALSE', false],
    ['0', false],
  ] as const) {
    it(`${usesTls ? 'turn TLS on' : 'turn TLS off'} with TEMPORAL_TLS=${value}`, () => {
      const { tls } = settings({ TEMPORAL_CONFIG_FILE: FILE, TEMPORAL_TLS: value });
      assert.equal(Boolean(tls), usesTls);
    });
  }

  for (const variable of ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION']) {
    it(`are rejected if ${variable} is neither true nor false`, () =>
      assert.throws(() => settings({ [variable]: 'yes' }), {
        name: 'InvalidSettingError',
        message: `${variable} must be true, false, 1 or 0; got "yes".`,
      }));
  }
});

describe('the error of a server that is not reached', () => {
  const tried = { address: 'a:1', apiKey: 'key' };

  it('does not claim TLS for an API key if TLS is turned off', () => {
    const said = unreachable({ ...tried, tls: false }, 'ECONNREFUSED');
    assert.doesNotMatch(said, /uses TLS/);
    assert.match(said, /does not use TLS because of TEMPORAL_TLS, or of the configuration file/);
  });

  it('names the API key if it turned TLS on', () => {
    assert.match(unreachable({ ...tried, tls: true }, 'x'), /uses TLS because of TEMPORAL_API_KEY/);
    assert.match(unreachable(tried, 'x'), /uses TLS because of TEMPORAL_API_KEY/);
  });

  it('names the variables of TLS if they turned it on, also beside an API key', () => {
    const said = unreachable({ ...tried, tls: { serverNameOverride: 'b' } }, 'x');
    assert.match(said, /uses TLS because of TEMPORAL_TLS or a TEMPORAL_TLS_\* variable/);
  });
});
