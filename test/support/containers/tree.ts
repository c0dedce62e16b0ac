// File systems of containers: layers of folders, which the kernel's overlay file system shows as one tree. All of it is
// mounted in a mount namespace of the tests' own, and goes with it: see scripts/test-in-containers.ts.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Taken from the machine, as container engines do. */
const FROM_THE_MACHINE = ['/etc/hosts', '/etc/resolv.conf'];

/**
 * Mounts layers, the topmost first, in a new folder.
 *
 * @param top receives what is written; default: the tree is read-only
 * @returns the root of the tree
 */
export async function mountTree(layers: readonly string[], folder: string, top?: string): Promise<string> {
  const [root, work] = [join(folder, 'root'), join(folder, 'work')];
  for (const needed of [root, work, ...(top === undefined ? [] : [top])]) {
    await mkdir(needed, { recursive: true });
  }
  const writable = top === undefined ? [] : [`upperdir=${top}`, `workdir=${work}`];
  const options = [`lowerdir=${layers.join(':')}`, ...writable].join(',');
  await run('mount', ['-t', 'overlay', 'overlay', '-o', options, root]);
  for (const file of FROM_THE_MACHINE) await bind(file, join(root, file));
  return root;
}

/** Shows a file or a folder at a place that exists. */
export async function bind(source: string, at: string, options: 'rw' | 'ro' = 'rw'): Promise<void> {
  await run('mount', ['--bind', source, at]);
  if (options === 'ro') await run('mount', ['-o', 'remount,bind,ro', at]);
}
