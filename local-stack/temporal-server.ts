import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.js';
import { claimPort, untilFree } from './claimed-port.js';
import { endOf, startTethered, type TetheredProcess } from './tethered-process.js';

export interface TemporalServer {
  readonly address: string;
  /** The URL of the Web UI. Undefined if this process did not start the server. */
  readonly uiUrl: string | undefined;
  /** Resolves with one line when it has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface OwnTemporalServer extends TemporalServer {
  /** Ends it without a warning, by SIGKILL. */
  kill(): Promise<void>;
  /** After `stop` or `kill`: starts it at the same address again. */
  startAgain(): Promise<void>;
}

export interface TemporalServerOptions {
  readonly binary: string;
  /** Default: any free port. Where it is taken, any free one too. */
  readonly port?: number;
  readonly uiPort?: number;
  /** The codec server that the Web UI uses. */
  readonly uiCodecEndpoint?: string;
  /** SQLite file that outlives the server; default: in memory. */
  readonly dbFilename?: string;
  /** Values of the server's dynamic configuration, as JSON. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
}

const START_LIMIT_MS = 60_000;
const MOST_TRIES = 5;

/**
 * Starts Temporal's development server on the loopback interface, with the search attributes of runs, and waits until it
 * serves.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<OwnTemporalServer> {
  const { port, uiPort, running } = await unlessPortTaken(async () => {
    const ports = { port: await claimPort(options.port), uiPort: await claimPort(options.uiPort) };
    return { ...ports, running: await launch(options, ports) };
  });
  let current = running;
  return {
    address: `127.0.0.1:${port}`,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    get ended() {
      return current.ended;
    },
    stop: () => current.server.stop(),
    kill: () => current.server.kill(),
    async startAgain() {
      await Promise.all([untilFree(port), untilFree(uiPort)]);
      current = await unlessPortTaken(() => launch(options, { port, uiPort }));
    },
  };
}

/**
 * Tries again if a program did not start because a port of its was taken: other programs of this machine may have it, and
 * Temporal's server chooses the ports of its inner services a moment before it uses them.
 */
export async function unlessPortTaken<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === MOST_TRIES || !/address already in use/i.test(String(error))) throw error;
      await sleep(300 * tries);
    }
  }
}

interface Running {
  readonly server: TetheredProcess;
  readonly ended: Promise<string>;
}

async function launch(
  { binary, dbFilename, uiCodecEndpoint, dynamicConfig = {} }: TemporalServerOptions,
  { port, uiPort }: { readonly port: number; readonly uiPort: number },
): Promise<Running> {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'error'];
  args.push('--port', `${port}`, '--ui-port', `${uiPort}`);
  if (dbFilename !== undefined) args.push('--db-filename', dbFilename);
  if (uiCodecEndpoint !== undefined) args.push('--ui-codec-endpoint', uiCodecEndpoint);
  for (const name of SEARCH_ATTRIBUTES) args.push('--search-attribute', `${name}=Keyword`);
  for (const [key, value] of Object.entries(dynamicConfig)) {
    args.push('--dynamic-config-value', `${key}=${value}`);
  }
  const server = startTethered(binary, args);
  // The server prints this once it listens. Without it, the process that answers at the port is another server.
  let listens = false;
  server.onLine((line) => (listens ||= line.startsWith('Server:')));
  const serving = async () => listens && (await serves(`127.0.0.1:${port}`));
  return { server, ...(await untilServing(server, serving, START_LIMIT_MS)) };
}

/**
 * Waits until a Temporal server serves. If the server ends, the error is one line.
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
