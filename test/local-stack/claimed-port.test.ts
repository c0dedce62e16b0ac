import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { claimPort } from '../../local-stack/claimed-port.js';

const MODULE = fileURLToPath(new URL('../../local-stack/claimed-port.ts', import.meta.url));

/** The port that another process claims which prefers this one. */
async function claimedElsewhere(preferred: number): Promise<number> {
  const script = `import(${JSON.stringify(MODULE)}).then(async (it) => console.log(await it.claimPort(${preferred || undefined})))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script]);
  return Number(stdout);
}

describe('a port that this process has claimed', () => {
  it('is none that an outgoing connection is given', async () => {
    assert.ok((await claimPort()) < 32_768);
  });

  it('is claimed by nobody else, though nobody listens at it', async () => {
    const port = await claimPort();
    assert.notEqual(await claimedElsewhere(port), port);
  });

  it('is the one that this process gets if it asks for it again', async () => {
    const port = await claimPort();
    assert.equal(await claimPort(port), port);
  });

  it('is another one where somebody listens at the preferred one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    assert.notEqual(await claimPort(port), port);
    server.close();
  });

  it('may be claimed again once its process has ended', async () => {
    const port = await claimedElsewhere(0);
    assert.equal(await claimedElsewhere(port), port);
  });
});
