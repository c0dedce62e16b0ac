import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { loadKeyring } from '../../codec/keyring.js';
import { startEmulator } from '../../emulator/emulator.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { claimPort } from '../../local-stack/claimed-port.js';
import { startTemporalServer } from '../../local-stack/temporal-server.js';
import { PATIENCE_MS, startBrowser } from '../support/web/browser.js';
import { runCompiled, type Command } from '../support/processes/compiled-command.js';
import { eventually } from '../support/eventually.js';
import { AUDIENCE, startIdentityProvider, type IdentityProvider } from '../support/web/identity-provider.js';
import { startWorkerProcess, untilPolling } from '../support/processes/worker-process.js';

const KEYS = { TEARDOWN_ENCRYPTION_KEYS: `2026=${randomBytes(32).toString('base64')}` };

describe('the codec server', () => {
  let provider: IdentityProvider;
  let webUi: string;
  let port: number;
  let server: Command;
  let url: string;

  before(async () => {
    provider = await startIdentityProvider();
    webUi = `http://127.0.0.1:${await claimPort()}`;
    port = await claimPort();
    url = `http://127.0.0.1:${port}`;
    server = runCompiled('codec/main', [], {
      ...KEYS,
      CODEC_SERVER_ADDRESS: `127.0.0.1:${port}`,
      CODEC_OIDC_ISSUER: provider.issuer,
      CODEC_OIDC_AUDIENCE: AUDIENCE,
      CODEC_ALLOWED_USERS: '*@ops.example.com,service-1',
      CODEC_WEB_UI: webUi,
    });
    await eventually(() => assert.match(server.out(), /codec server: answering at http/));
  });
  after(async () => {
    server.process.kill('SIGTERM');
    assert.equal(await server.ended, 0, server.written());
    provider.close();
  });

  const post = (path: string, body: string, token?: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body,
    });
  const sealed = async () => {
    const keyring = await loadKeyring(KEYS);
    assert.ok(keyring);
    const payloads = await createEncryptionCodec(keyring).encode([
      defaultPayloadConverter.toPayload('superseded'),
    ]);
    const { Payloads } = temporal.api.common.v1;
    return JSON.stringify(Payloads.toObject(Payloads.fromObject({ payloads }), { bytes: String }));
  };
  const ops = () => provider.token({ sub: '1', email: 'mary@ops.example.com', email_verified: true });

  it('decrypts and encrypts for allowed callers', async () => {
    const token = await ops();
    const decoded = await post('/decode', await sealed(), token);
    assert.equal(decoded.status, 200);
    const plain = (await decoded.json()) as { payloads: { data: string; metadata: { encoding: string } }[] };
    assert.equal(Buffer.from(plain.payloads[0]?.data ?? '', 'base64').toString(), '"superseded"');
    const encoded = await (await post('/encode', JSON.stringify(plain), token)).text();
    assert.ok(encoded.includes(Buffer.from('binary/encrypted').toString('base64')));
    assert.deepEqual(await (await post('/decode', encoded, token)).json(), plain);
  });

  it('identifies callers by verified address or subject', async () => {
    assert.equal(
      (await post('/decode', await sealed(), await provider.token({ sub: 'service-1' }))).status,
      200,
    );
    const unverified = { sub: '2', email: 'mary@ops.example.com', email_verified: false };
    assert.equal((await post('/decode', await sealed(), await provider.token(unverified))).status, 403);
  });

  it('rejects callers that are not allowed, or have no valid token', async () => {
    const body = await sealed();
    const claims = { sub: '1', email: 'mary@ops.example.com', email_verified: true };
    const other = await startIdentityProvider();
    for (const [token, status] of [
      [undefined, 401],
      ['nonsense', 401],
      [await provider.token(claims, { audience: 'another' }), 401],
      [await provider.token(claims, { expiresAt: 1 }), 401],
      [await other.token(claims), 401],
      [await provider.token({ sub: '1', email: 'eve@example.com', email_verified: true }), 403],
    ] as const) {
      const response = await post('/decode', body, token);
      assert.equal(response.status, status, `${token}`);
      assert.ok(!(await response.text()).includes('superseded'));
    }
    other.close();
  });

  it('accepts only the origin of the Web UI, and rejects invalid payloads without quoting them', async () => {
    const preflight = await fetch(`${url}/decode`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example' },
    });
    assert.equal(preflight.status, 403);
    assert.equal(preflight.headers.get('access-control-allow-origin'), webUi);
    for (const [origin, status] of [
      ['http://evil.example', 403],
      ['null', 403],
      [webUi, 200],
    ] as const) {
      const headers = { origin, authorization: `Bearer ${await ops()}`, 'content-type': 'application/json' };
      const body = await sealed();
      assert.equal((await fetch(`${url}/decode`, { method: 'POST', headers, body })).status, status, origin);
    }
    const bad = await post('/decode', '{"payloads": "secret"}', await ops());
    assert.equal(bad.status, 400);
    assert.ok(!(await bad.text()).includes('secret'));
  });

  it("shows runs in Temporal's Web UI only to allowed callers", async function () {
    const browser = await startBrowser();
    if (!browser) this.skip();
    const temporalServer = await startTemporalServer({
      binary: await temporalBinary(console.log),
      uiPort: Number(new URL(webUi).port),
      uiCodecEndpoint: url,
    });
    const emulator = await startEmulator();
    const worker = startWorkerProcess({
      ...KEYS,
      TEMPORAL_ADDRESS: temporalServer.address,
      AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
    });
    try {
      await untilPolling(worker);
      const projectArn = await emulator.addProject({ name: `shelves-${randomUUID()}` });
      const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
      const command = runCompiled('client/commands/main', ['delete', arn, '--yes', '--json'], {
        ...KEYS,
        TEMPORAL_ADDRESS: temporalServer.address,
      });
      assert.equal(await command.ended, 0, command.written());
      const openedBy = async (claims: Parameters<IdentityProvider['token']>[0]) => {
        const page = await browser.newPage();
        // As a page of people who have signed in passes its token on; this Web UI has no sign-in.
        const headers = { authorization: `Bearer ${await provider.token(claims)}` };
        await page.route(`${url}/**`, (route) =>
          route.continue({ headers: { ...route.request().headers(), ...headers } }),
        );
        await page.goto(`${temporalServer.uiUrl}/namespaces/default/workflows`);
        const answered = page.waitForResponse(`${url}/decode`, { timeout: PATIENCE_MS });
        const run = page.getByRole('link', { name: /^teardown-model\/sha256/ }).first();
        await run.click({ timeout: PATIENCE_MS });
        const decoded = await answered;
        const shown = async () => (await page.locator('.cm-content').allTextContents()).join('\n');
        return { decoded, shown };
      };
      const verified = { email_verified: true };
      const mary = await openedBy({ sub: '1', email: 'mary@ops.example.com', ...verified });
      await eventually(async () => assert.match(await mary.shown(), new RegExp(arn)));
      const eve = await openedBy({ sub: '2', email: 'eve@example.com', ...verified });
      assert.equal(eve.decoded.status(), 403);
      await eventually(async () => assert.match(await eve.shown(), /binary\/encrypted|encryption-key-id/));
      assert.doesNotMatch(await eve.shown(), /arn:aws:rekognition/);
    } finally {
      worker.process.kill('SIGKILL');
      await browser.close();
      await Promise.all([emulator.close(), temporalServer.stop()]);
    }
  });
});
