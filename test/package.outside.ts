import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('the package', function () {
  let folder: string;
  let tarball: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    const { stdout } = await run('npm', [
      'pack',
      '--ignore-scripts',
      '--silent',
      '--pack-destination',
      folder,
    ]);
    tarball = join(folder, stdout.trim());
  });
  after(() => rm(folder, { recursive: true }));

  it('passes publint', async () => {
    await checked('publint', 'run', tarball, '--strict');
  });

  // CommonJS modules require it too, as all supported versions of Node.js do with ES modules: the callers' tests do so.
  it('has types next to its code for ES module imports', async () => {
    await checked('attw', tarball, '--profile', 'esm-only');
  });
});

async function checked(program: string, ...args: string[]): Promise<void> {
  try {
    await run(join('node_modules', '.bin', program), args);
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}
