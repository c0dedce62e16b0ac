import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { endOf, startTethered, type TetheredProcess } from './tethered-process.js';

export interface TemporalServer {
  readonly address: string;
  /** Where the Web UI answers; undefined where the server is not ours. */
  readonly uiUrl: string | undefined;
  /** Resolves with one line when it has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface OwnTemporalServer extends TemporalServer {
  /** Ends it without a warning, by SIGKILL. */
  kill(): Promise<void>;
}

export interface TemporalServerOptions {
  readonly binary: string;
  /** Default: any free port. Where it is taken, any free one too. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Where the Web UI has payloads decoded. */
  readonly uiCodecEndpoint?: string;
  /** SQLite file that outlives the server; default: in memory. */
  readonly dbFilename?: string;
  /** Values of the server's dynamic configuration, as JSON. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
}

const START_LIMIT_MS = 60_000;

/** Starts Temporal's development server on the loopback interface, and waits until it serves. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<OwnTemporalServer> {
  const port = await freePort(options.port);
  const uiPort = await freePort(options.uiPort);
  const address = `127.0.0.1:${port}`;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'error'];
  args.push('--port', `${port}`, '--ui-port', `${uiPort}`);
  if (options.dbFilename !== undefined) args.push('--db-filename', options.dbFilename);
  if (options.uiCodecEndpoint !== undefined) args.push('--ui-codec-endpoint', options.uiCodecEndpoint);
  for (const [key, value] of Object.entries(options.dynamicConfig ?? {})) {
    args.push('--dynamic-config-value', `${key}=${value}`);
  }
  const server = startTethered(options.binary, args);
  const { ended } = await untilServing(server, () => serves(address), START_LIMIT_MS);
  return {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    ended,
    stop: () => server.stop(),
    kill: () => server.kill(),
  };
}

/**
 * Waits until a Temporal server serves. Its end is told in one line.
 *
 * @throws Error with what it wrote, where it has ended, or does not serve in time and was stopped
 */
export async function untilServing(
  server: TetheredProcess,
  serving: () => Promise<boolean>,
  limitMs: number,
): Promise<{ readonly ended: Promise<string> }> {
  let end: string | undefined;
  const ended = endOf(server, 'Temporal server').then((line) => (end = line));
  const limit = Date.now() + limitMs;
  while (!(await serving())) {
    if (end !== undefined || Date.now() > limit) {
      await server.stop();
      throw new Error(end ?? `The Temporal server did not start in time:\n${server.excerpt()}`);
    }
    await sleep(100);
  }
  return { ended };
}

async function serves(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1000 });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

// Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): of those, one that is
// free now may be somebody's a moment later, or while a server that is to come back at its port is down.
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

/** The preferred port if nobody has it, else any that nobody has. */
export async function freePort(preferred?: number): Promise<number> {
  const port = preferred ?? randomInt(FIRST_PORT, LAST_PORT);
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => resolve(true));
  });
  probe.close();
  return free ? port : freePort();
}
