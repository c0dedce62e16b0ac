import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

export interface CopyStep {
  readonly sources: readonly string[];
  /** The root of the tree that receives the files. */
  readonly root: string;
  /** An absolute path in it. Ends in a slash if it is a folder that files are copied into. */
  readonly to: string;
}

/** Copies files and the contents of folders, without those that the context's .dockerignore names. */
export async function copyFromContext(context: string, step: CopyStep): Promise<void> {
  const ignored = await ignoredIn(context);
  await copy(context, step, (path) => !ignored(relative(context, path)));
}

export async function copyFromStage(root: string, step: CopyStep): Promise<void> {
  await copy(root, step, () => true);
}

async function copy(
  from: string,
  { sources, root, to }: CopyStep,
  filter: (path: string) => boolean,
): Promise<void> {
  for (const source of sources) {
    const path = join(from, source);
    const isFolder = (await stat(path)).isDirectory();
    const target = join(root, to, !isFolder && to.endsWith('/') ? basename(source) : '');
    await mkdir(isFolder ? target : dirname(target), { recursive: true });
    await cp(path, target, { recursive: true, verbatimSymlinks: true, filter });
  }
}

/** Understands names at the top of the context, and names anywhere in it. */
async function ignoredIn(context: string): Promise<(path: string) => boolean> {
  const lines = (await readFile(join(context, '.dockerignore'), 'utf8').catch(() => '')).split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  for (const pattern of patterns) {
    if (!/^(\*\*\/)?[\w./-]+$/.test(pattern))
      throw new Error(`.dockerignore: the tests can't match ${pattern}.`);
  }
  return (path) =>
    patterns.some((pattern) =>
      pattern.startsWith('**/') ? basename(path) === pattern.slice('**/'.length) : path === pattern,
    );
}
