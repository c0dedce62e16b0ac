import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

// Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): of those, one that is
// free now may be taken a moment later.
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];
const MOST_TRIES = 200;

const claimed = new Set<number>();

/**
 * A TCP port of the loopback interface that nobody listens at, for a program that this process is about to start.
 *
 * Nothing can reserve a TCP port for another program. So each process of ours holds the UDP port of the same number for as
 * long as it lives, and leaves TCP ports alone whose UDP port is taken: two stacks, or two runs of the tests, on one
 * machine never choose the same port, even while the program that listens there is down.
 *
 * @param preferred taken if it can be had; may be one that this process has claimed before
 */
export async function claimPort(preferred?: number): Promise<number> {
  if (preferred !== undefined) {
    const isOurs = claimed.has(preferred) ? await isFree(preferred) : await canClaim(preferred);
    if (isOurs) return preferred;
  }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await canClaim(port)) return port;
  }
  throw new Error(`There is no free port from ${FIRST_PORT} to ${LAST_PORT} on 127.0.0.1.`);
}

/** Waits until nobody listens at a port that this process has claimed. A program that was killed may still be ending. */
export async function untilFree(port: number): Promise<void> {
  while (!(await isFree(port))) await sleep(200);
}

async function canClaim(port: number): Promise<boolean> {
  if (claimed.has(port)) return false;
  claimed.add(port);
  if ((await holdUdp(port)) && (await isFree(port))) return true;
  claimed.delete(port);
  return false;
}

async function holdUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    socket.close();
    return false;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe: Server = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
