// Runs a program in a tree as a container engine does: as process 1 of a process namespace of its own, with nothing in its
// environment but what is given, and as a user without capabilities unless that is root.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { startCommand, type Command } from '../processes/compiled-command.js';

export interface ContainerOptions {
  readonly root: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A name or a number, as `USER` has it. */
  readonly user: string;
  readonly workdir: string;
}

export interface Container extends Omit<Command, 'process'> {
  /** The number of its process 1 outside it; undefined if that ended at once. */
  readonly pid: number | undefined;
  /** Does nothing if it has ended. */
  kill(signal: NodeJS.Signals): void;
  /** Runs a command in it, as its user, and returns the exit code. */
  exec(command: readonly string[]): Promise<number>;
}

export async function startContainer(options: ContainerOptions): Promise<Container> {
  const { root, command, env, workdir } = options;
  const user = await userIn(root, options.user);
  const ids = ['--setgid', user.gid, '--setuid', user.uid];
  const inside = [
    'env',
    '--ignore-environment',
    ...Object.entries({ HOME: user.home, HOSTNAME: 'container', ...env }).map(
      ([name, value]) => `${name}=${value}`,
    ),
  ];
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--root', root];
  const all = [...namespaces, '--wd', workdir, ...ids, '--', ...inside, ...command];
  const { process: engine, ...started } = startCommand('unshare', all, {});

  let hasEnded = false;
  void started.ended.then(() => (hasEnded = true));
  const pid = await eventually(async () => {
    if (hasEnded) return undefined;
    const children = await readFile(`/proc/${engine.pid}/task/${engine.pid}/children`, 'utf8');
    assert.match(children, /\d/);
    return Number.parseInt(children, 10);
  });
  return {
    ...started,
    pid,
    kill(signal) {
      if (!hasEnded && pid !== undefined) process.kill(pid, signal);
    },
    async exec(it) {
      const target = ['--target', `${pid}`, '--mount', '--pid', '--root', `--wd=${join(root, workdir)}`];
      return startCommand('nsenter', [...target, ...ids, '--', ...inside, ...it], {})
        .ended as Promise<number>;
    },
  };
}

/** Runs a program as root to its end. */
export async function runContainer(options: Omit<ContainerOptions, 'user'>): Promise<void> {
  const started = await startContainer({ ...options, user: '0' });
  const code = await started.ended;
  if (code !== 0) throw new Error(`${options.command.join(' ')} ended with ${code}:\n${started.written()}`);
}

interface User {
  readonly uid: string;
  readonly gid: string;
  readonly home: string;
}

async function userIn(root: string, user: string): Promise<User> {
  for (const line of (await readFile(join(root, 'etc/passwd'), 'utf8')).split('\n')) {
    const [name, , uid = '', gid = '', , home = ''] = line.split(':');
    if (user === name || user === uid) return { uid, gid, home };
  }
  throw new Error(`The image has no user ${user}.`);
}
