import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_WARNING_DISABLED } from '../../../contract/node-support.js';

export interface Command {
  readonly process: ChildProcess;
  /** What it has written so far: to standard output, to standard error, to both. */
  out(): string;
  err(): string;
  written(): string;
  /** Resolves with the exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** Runs a compiled module of ours as a user would, with nothing in its environment but what is given. */
export function runCompiled(module: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  return startCommand(process.execPath, [pathOf(module), ...args], env);
}

/** The same on a terminal, as `script` of util-linux gives one, wide enough for an ARN. */
export function runOnTerminal(module: string, args: readonly string[]): Command {
  const command = ['exec', process.execPath, pathOf(module), ...args].join(' ');
  return startCommand('script', ['-qec', `stty cols 400 rows 50; ${command}`, '/dev/null'], {
    TERM: 'xterm',
  });
}

function pathOf(module: string): string {
  return fileURLToPath(new URL(`../../../dist/${module}.js`, import.meta.url));
}

/** Any program, in an environment of just what is given and what it can't do without. */
export function startCommand(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  folder?: string,
): Command {
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // The machine's own metadata service must not answer for missing credentials.
      AWS_EC2_METADATA_DISABLED: 'true',
      // The tests also run on versions of Node.js that are out of support.
      [NODE_WARNING_DISABLED]: 'true',
      TEMPORAL_ADDRESS: process.env['TEMPORAL_ADDRESS'],
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '', both: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
      written.both += chunk;
    });
  }
  return {
    process: child,
    out: () => written.stdout,
    err: () => written.stderr,
    written: () => written.both,
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
  };
}
