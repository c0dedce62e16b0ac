import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { claimPort, untilFree } from '../../local-stack/claimed-port.js';

const MODULE = fileURLToPath(new URL('../../local-stack/claimed-port.ts', import.meta.url));

/** The port that another process claims which prefers this one. */
async function claimedElsewhere(preferred: number): Promise<number> {
  const script = `import(${JSON.stringify(MODULE)}).then(async (it) => console.log(await it.claimPort(${preferred || undefined})))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script]);
  return Number(stdout);
}

describe('a claimed port', () => {
  it('is outside the range of outgoing connections', async () => {
    assert.ok((await claimPort()) < 32_768);
  });

  it('can not be claimed by another process, though nothing listens on it', async () => {
    const port = await claimPort();
    assert.notEqual(await claimedElsewhere(port), port);
  });

  it('can be claimed again by the same process', async () => {
    const port = await claimPort();
    assert.equal(await claimPort(port), port);
  });

  it('is a different port if the preferred one is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    assert.notEqual(await claimPort(port), port);
    server.close();
  });

  it('is waited for while a program that was killed still listens', async () => {
    const port = await claimPort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    let isFree = false;
    const free = untilFree(port).then(() => (isFree = true));
    await sleep(500);
    assert.ok(!isFree);
    server.close();
    await free;
  });

  it('can be claimed again once its process has ended', async () => {
    const port = await claimedElsewhere(0);
    assert.equal(await claimedElsewhere(port), port);
  });
});
