#!/usr/bin/env node
// The codec server of Temporal's Web UI: `teardown-codec-server`, configured by environment variables.
import { announceNodeSupport } from '../contract/node-support.js';
import { addressSetting, listSetting } from '../contract/settings.js';
import { startCodecServer } from './codec-server.js';
import { createEncryptionCodec } from './encryption-codec.js';
import { createGatekeeper } from './gatekeeper.js';
import { loadKeyring } from './keyring.js';

const DEFAULT_ADDRESS = { host: '127.0.0.1', port: 8888 };

announceNodeSupport(process);
try {
  const keyring = await loadKeyring();
  if (keyring === undefined) throw new Error('Set TEARDOWN_ENCRYPTION_KEYS, as the workers have it.');
  const gatekeeper = await createGatekeeper({
    issuer: needed(
      'CODEC_OIDC_ISSUER',
      'the identity provider of the Web UI, like https://login.example.com',
    ),
    audience: needed('CODEC_OIDC_AUDIENCE', 'the audience of its tokens'),
    allowed: allowedUsers(),
  });
  const { host, port } = addressSetting(process.env, 'CODEC_SERVER_ADDRESS') ?? DEFAULT_ADDRESS;
  const server = await startCodecServer({
    codec: createEncryptionCodec(keyring),
    gatekeeper,
    webUiOrigin: new URL(
      needed('CODEC_WEB_UI', 'the address of the Web UI, like https://temporal.example.com'),
    ).origin,
    host,
    port,
  });
  console.log(`codec server: answering at ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
} catch (error) {
  console.error(`codec server: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function allowedUsers(): string[] {
  const users = listSetting(process.env, 'CODEC_ALLOWED_USERS');
  if (users.length > 0) return users;
  throw new Error('Set CODEC_ALLOWED_USERS: who may read payloads, like *@example.com.');
}

function needed(variable: string, what: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`Set ${variable}: ${what}.`);
}
