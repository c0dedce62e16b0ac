import { fork, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_WARNING_DISABLED } from '../contract/node-support.js';

/** A contender in a process of its own, so that its memory and its start can be told from the benchmark's. */
export interface ContenderProcess {
  readonly child: ChildProcess;
  /** From its start until it was ready for work, in milliseconds. */
  readonly readyAfterMs: number;
  /** Resident memory in kilobytes. */
  rss(): number;
  stop(): Promise<void>;
}

export type ContenderName = 'ours' | 'bare' | 'naive' | 'script' | 'dbos' | PeerName;
/** Those whose packages are in `peers`. */
export type PeerName = 'restate' | 'lambda' | 'stepFunctions';

export const NAMES: Readonly<Record<ContenderName, string>> = {
  ours: 'rekognition-teardown',
  bare: "Temporal's SDK alone",
  naive: 'naive workflow',
  script: 'plain SDK script',
  dbos: 'DBOS Transact',
  restate: 'Restate',
  lambda: 'Lambda durable functions',
  stepFunctions: 'Step Functions',
};

/** Compiled, as they would be deployed; TypeScript is for those whose start is not measured. */
const MODULES: Readonly<Record<ContenderName, readonly [module: string, ...args: string[]]>> = {
  ours: ['../dist/worker/main.js'],
  bare: ['../.bench/bench/bare-worker.js'],
  naive: ['../.bench/bench/peer.js', 'naive'],
  script: ['../.bench/bench/peer.js', 'script'],
  dbos: ['../.bench/bench/peer.js', 'dbos'],
  restate: ['peers/peer.ts', 'restate'],
  lambda: ['peers/peer.ts', 'lambda'],
  stepFunctions: ['peers/peer.ts', 'stepFunctions'],
};

export async function startContender(name: ContenderName, env: NodeJS.ProcessEnv): Promise<ContenderProcess> {
  const [module, ...args] = MODULES[name];
  const began = performance.now();
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
      AWS_REGION: 'eu-west-1',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'ERROR',
      NODE_NO_WARNINGS: '1',
      [NODE_WARNING_DISABLED]: 'true',
      ...env,
    },
    execArgv: module.endsWith('.ts') ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  await Promise.race([
    ready(child),
    exit.then(() => Promise.reject(new Error(`${name} ended at its start`))),
  ]);
  const readyAfterMs = performance.now() - began;
  return {
    child,
    readyAfterMs,
    rss: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', `${child.pid}`], { encoding: 'utf8' })),
    async stop() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Resolves when it prints that it is ready. Goes on reading: a process that can't print any more would end. */
function ready({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    stdout?.on('data', (chunk: Buffer) => {
      if (/ready|polling task queue/.test(String(chunk))) resolve();
    });
  });
}
