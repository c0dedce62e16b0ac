#!/usr/bin/env node
// `teardown-codec-server`: the codec server for the Temporal Web UI, configured by environment variables.
import { announceNodeSupport } from '../contract/node-support.js';
import { addressSetting, InvalidSettingError, listSetting } from '../contract/settings.js';
import { messageOf } from '../contract/message-of.js';
import { startCodecServer } from './codec-server.js';
import { createEncryptionCodec } from './encryption-codec.js';
import { createGatekeeper } from './gatekeeper.js';
import { loadKeyring } from './keyring.js';

const DEFAULT_ADDRESS = { host: '127.0.0.1', port: 8888 };

announceNodeSupport(process);
try {
  const keyring = await loadKeyring();
  if (keyring === undefined)
    throw new InvalidSettingError('Set TEARDOWN_ENCRYPTION_KEYS to the same value as on the workers.');
  // All settings are checked before the identity provider is asked for its keys.
  const webUi = neededUrl('CODEC_WEB_UI', 'the URL of the Web UI, such as https://temporal.example.com');
  const { host, port } = addressSetting(process.env, 'CODEC_SERVER_ADDRESS') ?? DEFAULT_ADDRESS;
  const issuer = neededUrl(
    'CODEC_OIDC_ISSUER',
    'the issuer URL of the identity provider of the Web UI, such as https://login.example.com',
  );
  const audience = needed('CODEC_OIDC_AUDIENCE', 'the audience of the tokens that it issues');
  const server = await startCodecServer({
    codec: createEncryptionCodec(keyring),
    gatekeeper: await createGatekeeper({ issuer, audience, allowed: allowedUsers() }),
    webUiOrigin: new URL(webUi).origin,
    host,
    port,
  });
  console.log(`codec server: answering at ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
} catch (error) {
  console.error(`codec server: ${messageOf(error)}`);
  // A request that was given up may still be pending.
  process.exit(error instanceof InvalidSettingError ? 2 : 1);
}

function allowedUsers(): string[] {
  const users = listSetting(process.env, 'CODEC_ALLOWED_USERS');
  if (users.length > 0) return users;
  throw new InvalidSettingError(
    'Set CODEC_ALLOWED_USERS: the users who may read payloads, such as *@example.com.',
  );
}

function needed(variable: string, what: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new InvalidSettingError(`Set ${variable}: ${what}.`);
}

function neededUrl(variable: string, what: string): string {
  const value = needed(variable, what);
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value;
  throw new InvalidSettingError(`${variable} must be ${what}; got "${value}".`);
}
