import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What `npm run build` writes last. */
const LAST_WRITTEN = join(ROOT, 'dist/workflow-bundle-encrypted.js');
const { include: COMPILED } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8')) as {
  readonly include: readonly string[];
};

/** Builds dist/, of which the tests use the workflows' bundle and the commands, unless it is newer than every source. */
export async function buildUnlessFresh(): Promise<void> {
  const built = await stat(LAST_WRITTEN).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const changed = await Promise.all(COMPILED.map(newestIn));
  if (built > Math.max(...changed)) return;
  console.log('Building dist/, which is older than its sources');
  await promisify(execFile)('npm', ['run', 'build'], { cwd: ROOT });
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  const times = await Promise.all(
    entries.map(async (entry) => (await stat(join(ROOT, folder, entry))).mtimeMs),
  );
  return Math.max(...times);
}
