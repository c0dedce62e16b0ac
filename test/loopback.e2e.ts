import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { startEmulator } from '../emulator/emulator.js';
import { runCompiled } from './support/processes/compiled-command.js';
import { eventually } from './support/eventually.js';
import { AUDIENCE, startIdentityProvider } from './support/web/identity-provider.js';

/** Whether somebody listens there. Linux has all of 127.0.0.0/8 on its loopback interface. */
async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function assertOnLoopbackOnly(port: number): Promise<void> {
  assert.ok(await answers('127.0.0.1', port));
  assert.ok(!(await answers('127.0.0.2', port)), 'it listens on other addresses too');
}

describe('the loopback interface is the only default listen address', function () {
  before(async function () {
    const onAll = createServer().listen(0, '0.0.0.0');
    await once(onAll, 'listening');
    const canTell = await answers('127.0.0.2', (onAll.address() as AddressInfo).port);
    onAll.close();
    if (!canTell) this.skip();
  });

  it('of the emulator', async () => {
    const emulator = await startEmulator();
    await assertOnLoopbackOnly(Number(new URL(emulator.url).port));
    await emulator.close();
  });

  it('of the codec server', async () => {
    const provider = await startIdentityProvider();
    const start = () =>
      runCompiled('codec/main', [], {
        TEARDOWN_ENCRYPTION_KEYS: `2026=${randomBytes(32).toString('base64')}`,
        CODEC_OIDC_ISSUER: provider.issuer,
        CODEC_OIDC_AUDIENCE: AUDIENCE,
        CODEC_ALLOWED_USERS: '*@ops.example.com',
        CODEC_WEB_UI: 'http://127.0.0.1:8233',
      });
    let server = start();
    try {
      await eventually(async () => {
        if (server.process.exitCode !== null) {
          // Another suite of this machine may have the port for a moment: there is only one default.
          assert.match(server.written(), /EADDRINUSE/);
          server = start();
        }
        assert.match(server.out(), /answering at http/);
      });
      await assertOnLoopbackOnly(8888);
    } finally {
      server.process.kill('SIGTERM');
      await server.ended;
      provider.close();
    }
  });

  it('of the Temporal server of the tests and `teardown dev`', async () => {
    const [, port] = (process.env['TEMPORAL_ADDRESS'] ?? '').split(':');
    await assertOnLoopbackOnly(Number(port));
  });
});
