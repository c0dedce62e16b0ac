import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packPackages, type Tarballs } from '../support/processes/built-packages.js';

const run = promisify(execFile);

describe('the packages', function () {
  let folder: string;
  let tarballs: Tarballs;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    tarballs = await packPackages(folder);
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of ['callers', 'worker'] as const) {
    it(`pass publint: that of ${name}`, () => checked('publint', 'run', tarballs[name], '--strict'));
  }

  it('have types next to their code: that of callers for import, require and bundlers', () =>
    checked('attw', tarballs.callers, '--exclude-entrypoints', './schemas/*.json'));

  it('have types next to their code: that of the worker for import', () =>
    checked('attw', tarballs.worker, '--profile', 'esm-only'));

  it('are small: that of callers has less than 150 kB', async () => {
    const { size } = await stat(tarballs.callers);
    assert.ok(size < 150_000, `${size} bytes`);
  });
});

async function checked(program: string, ...args: string[]): Promise<void> {
  try {
    await run(join('node_modules', '.bin', program), args);
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}
