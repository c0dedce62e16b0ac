import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface TetheredProcess {
  /** Lines of standard output and standard error as they come. */
  onLine(listener: (line: string) => void): void;
  /** Resolves with the exit code when it has ended, for whatever reason. */
  readonly ended: Promise<number>;
  /** The first and the last lines that it wrote: a crash says what happened, and then where in hundreds of lines. */
  excerpt(): string;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, by SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Starts a command that never outlives this process, and that a Ctrl-C in the terminal does not reach: it is
 * stopped in its turn, by `stop`.
 */
export function startTethered(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): TetheredProcess {
  const [node, ...loader] = nodeCommand('./tether');
  const child = spawn(node, [...loader, command, ...args], {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  readLines(child, (line) => {
    lines.push(line);
    if (lines.length > 40) lines.splice(20, 1);
    for (const listener of listeners) listener(line);
  });
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  return {
    ended,
    onLine: (listener) => void listeners.push(listener),
    excerpt: () => lines.join('\n'),
    async stop() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      // Detached, it leads a group, in which the command is too.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Waits until a process has ended, and says so, and what it wrote. */
export async function endOf(process: TetheredProcess, name: string): Promise<string> {
  const code = await process.ended;
  return `The ${name} exited with code ${code}:\n${process.excerpt()}`;
}

/** How to run one of our own modules: compiled with plain Node, from the sources through tsx. */
export function nodeCommand(module: string): [string, ...string[]] {
  const compiled = fileURLToPath(new URL(`${module}.js`, import.meta.url));
  return existsSync(compiled)
    ? [process.execPath, compiled]
    : [process.execPath, '--import', 'tsx', compiled.replace(/\.js$/, '.ts')];
}

function readLines(child: ChildProcess, take: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
    });
  }
}
