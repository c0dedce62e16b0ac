import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimPort } from '../../local-stack/claimed-port.js';
import { startTethered } from '../../local-stack/tethered-process.js';

const BINARY = fileURLToPath(new URL('../peers/node_modules/.bin/restate-server', import.meta.url));
const START_LIMIT_MS = 60_000;

export interface RestateServer {
  /** What a process of the contender needs to serve this server. */
  env(): Promise<NodeJS.ProcessEnv>;
  stop(): Promise<void>;
}

/** Starts Restate's server on the loopback interface, and waits until it serves. Otherwise it has its defaults. */
export async function startRestate(): Promise<RestateServer> {
  const folder = await mkdtemp(join(tmpdir(), 'restate-'));
  const [node, ingress, admin] = [await claimPort(), await claimPort(), await claimPort()];
  const addresses = ['--listen-mode', 'tcp', '--bind-ip', '127.0.0.1', '--bind-port', `${node}`];
  const server = startTethered(BINARY, ['--no-logo', '--base-dir', folder, ...addresses], {
    ...process.env,
    RESTATE_INGRESS__BIND_PORT: `${ingress}`,
    RESTATE_ADMIN__BIND_PORT: `${admin}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
  });
  const urls = {
    RESTATE_INGRESS_URL: `http://127.0.0.1:${ingress}`,
    RESTATE_ADMIN_URL: `http://127.0.0.1:${admin}`,
  };
  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answers(`${urls.RESTATE_ADMIN_URL}/health`))) {
    if (Date.now() > limit) throw new Error(`Restate did not start in time:\n${server.excerpt()}`);
    await sleep(200);
  }
  return {
    // A port of its own for each process: a run that has not ended stays with the one that it began with.
    env: async () => ({ ...urls, RESTATE_SERVICE_PORT: `${await claimPort()}` }),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
