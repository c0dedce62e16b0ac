import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';
import assert from 'node:assert/strict';

const WORKER = fileURLToPath(new URL('../../dist/worker/main.js', import.meta.url));

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** What it has written so far. */
  written(): string;
  /** Resolves with the exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** The compiled worker, as `npm run worker` starts it: with nothing in its environment but what is given. */
export function startWorkerProcess(env: NodeJS.ProcessEnv): WorkerProcess {
  const worker = spawn(process.execPath, [WORKER], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // The machine's own metadata service must not answer for missing credentials.
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TEMPORAL_ADDRESS: process.env['TEMPORAL_ADDRESS'],
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (written += chunk));
  }
  const ended = once(worker, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return { process: worker, written: () => written, ended };
}

/** Waits until the worker says that it polls. */
export function untilPolling(worker: WorkerProcess): Promise<void> {
  return eventually(() => assert.match(worker.written(), /connected to .* polling task queue/));
}
