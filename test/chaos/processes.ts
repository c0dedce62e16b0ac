import { spawn, type ChildProcess } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer } from '../../local-stack/temporal-server.js';
import type { Dice } from './dice.js';

const WORKERS = 3;
/** A worker lives for so long, in milliseconds, least and most. */
const [SHORTEST_LIFE, LONGEST_LIFE] = [4_000, 20_000];
const [SHORTEST_PEACE, LONGEST_PEACE] = [30_000, 60_000];

/** The server and the workers of a campaign. Each is killed by SIGKILL again and again, and another takes its place. */
export interface Processes {
  readonly address: string;
  readonly counts: { workerKills: number; serverKills: number };
  /** From now on, nothing is killed any more. */
  calm(): void;
  stop(): Promise<void>;
}

export async function startProcesses(awsUrl: string, dice: Dice): Promise<Processes> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const options = {
    binary: await temporalBinary(console.log),
    dbFilename: join(folder, 'temporal.db'),
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '"1ms"' },
  };
  const server = await startTemporalServer(options);
  const { address } = server;
  const counts = { workerKills: 0, serverKills: 0 };
  const over = new AbortController();
  const calm = new AbortController();
  // A worker that finds no server ends at once, and the next one is due.
  setMaxListeners(0, over.signal, calm.signal);

  const keepWorker = async () => {
    while (!over.signal.aborted) {
      const worker = startWorker(address, awsUrl);
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      // Its life begins when it polls: on a busy machine, none would live to see that.
      await Promise.race([once(worker, 'message'), gone]);
      const killed = await until(dice.int(SHORTEST_LIFE, LONGEST_LIFE), calm.signal, gone);
      if (!killed) await Promise.race([gone, aborted(over.signal)]);
      else if (worker.exitCode === null) counts.workerKills += 1;
      worker.kill('SIGKILL');
      await gone;
    }
  };
  const keepServer = async () => {
    while (await until(dice.int(SHORTEST_PEACE, LONGEST_PEACE), calm.signal)) {
      await server.kill();
      await sleep(dice.int(0, 3000));
      await server.startAgain();
      counts.serverKills += 1;
    }
  };
  const kept = [keepServer(), ...Array.from({ length: WORKERS }, keepWorker)];
  return {
    address,
    counts,
    calm: () => calm.abort(),
    async stop() {
      calm.abort();
      over.abort();
      await Promise.all(kept);
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function startWorker(address: string, awsUrl: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('worker.ts', import.meta.url))], {
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: address,
      AWS_ENDPOINT_URL: awsUrl,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Waits, and returns whether the time has passed: not where the signal came, or the other thing. */
async function until(ms: number, signal: AbortSignal, other?: Promise<unknown>): Promise<boolean> {
  const passed = sleep(ms, true, { signal }).catch(() => false);
  return other === undefined ? passed : Promise.race([passed, other.then(() => true)]);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
