import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Emulator } from '../../emulator/emulator.js';
import type { Dice } from './dice.js';
import { pause, pauseForAnswers } from './pauses.js';

const ROOT = new URL('../../', import.meta.url);
const pathOf = (path: string) => fileURLToPath(new URL(path, ROOT));
/** A worker lives for so long after it began to poll, in milliseconds, least and most. */
const LIFE = [4_000, 20_000] as const;
/**
 * AWS answers at least this many calls, of any worker, before one is killed or suspended. On a quick machine a life has more;
 * with fewer, a busy machine would do little else than start workers.
 */
const CALLS_OF_A_LIFE = 30;
/** All workers together keep within this share of AWS's quota. */
export const QUOTA_SHARE = 0.6;

export interface WorkerOptions {
  /** How many at most. */
  readonly workers: number;
  readonly env: Readonly<Record<string, string>>;
  /** How long one is suspended, in milliseconds, least and most. */
  readonly suspendedMs: readonly [number, number];
  readonly dice: Dice;
  readonly emulator: Emulator;
}

/** Workers that are killed and suspended again and again. */
export interface Workers {
  readonly counts: { workerKills: number; workersSuspended: number };
  /** From now on, none is killed or suspended, and those that are suspended go on. */
  calm(): void;
  stop(): Promise<void>;
}

/** Compiles the worker first: from its sources each would take seconds to start. */
export async function startWorkers({
  workers,
  env,
  suspendedMs,
  dice,
  emulator,
}: WorkerOptions): Promise<Workers> {
  await promisify(execFile)(pathOf('node_modules/.bin/tsc'), ['-p', pathOf('test/chaos')]);
  const counts = { workerKills: 0, workersSuspended: 0 };
  const calm = new AbortController();
  const over = new AbortController();
  setMaxListeners(0, calm.signal, over.signal);
  const stopped = new Promise((resolve) => over.signal.addEventListener('abort', resolve, { once: true }));
  let suspended = 0;

  const suspend = async (worker: ChildProcess) => {
    suspended += 1;
    worker.kill('SIGSTOP');
    counts.workersSuspended += 1;
    await pause(dice.int(...suspendedMs), calm.signal);
    worker.kill('SIGCONT');
    suspended -= 1;
  };
  const live = async (worker: ChildProcess, gone: Promise<unknown>) => {
    for (;;) {
      await Promise.race([pauseForAnswers(emulator, dice.int(...LIFE), CALLS_OF_A_LIFE, calm.signal), gone]);
      if (calm.signal.aborted || isGone(worker)) return;
      // Somebody is to take over what a suspended one holds.
      if (dice.chance(0.5) || suspended >= workers - 1) {
        counts.workerKills += 1;
        worker.kill('SIGKILL');
        return;
      }
      await suspend(worker);
    }
  };
  const keep = async (place: number) => {
    while (!over.signal.aborted) {
      const worker = startWorker({ ...env, QUOTA_SHARE: `${QUOTA_SHARE / workers}` });
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      const polls = new Promise((resolve) => worker.once('message', resolve));
      await Promise.race([polls, gone, stopped]);
      await live(worker, gone);
      await Promise.race([gone, stopped]);
      worker.kill('SIGKILL');
      await gone;
      // Two at a time, now and then. One that finds no server ends at once, and is not to be replaced at once.
      await pause(place > 1 ? dice.int(500, 15_000) : 500, over.signal);
    }
  };
  const kept = Array.from({ length: workers }, (_, place) => keep(place));
  return {
    counts,
    calm: () => calm.abort(),
    async stop() {
      calm.abort();
      over.abort();
      await Promise.all(kept);
    },
  };
}

function startWorker(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [pathOf('.chaos/test/chaos/worker.js')], {
    env: {
      ...process.env,
      ...env,
      WORKFLOW_BUNDLE: pathOf('dist/workflow-bundle.js'),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
