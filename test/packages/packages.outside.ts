import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.js';
import { startCommand } from '../support/processes/compiled-command.js';
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

  for (const name of ['callers', 'worker', 'emulator'] as const) {
    it(`pass publint: that of ${name}`, () => checked('publint', 'run', tarballs[name], '--strict'));
  }

  it('have types next to their code: that of callers for import, require and bundlers', () =>
    checked('attw', tarballs.callers, '--exclude-entrypoints', './schemas/*.json'));

  for (const name of ['worker', 'emulator'] as const) {
    it(`have types next to their code: that of ${name} for import`, () =>
      checked('attw', tarballs[name], '--profile', 'esm-only', '--exclude-entrypoints', './main'));
  }

  it('contain the emulator as a command, for tests in any language', async () => {
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', tarballs.emulator]);
    const command = join(folder, 'node_modules/.bin/rekognition-emulator');
    const { stdout } = await run(command, ['--help']);
    assert.match(stdout, /rekognition-emulator \[--port N\]/);
    const started = startCommand(command, ['--speed', '60'], {});
    const url = await eventually(() => {
      const [, found] = /Rekognition at (\S+)/.exec(started.out()) ?? [];
      assert.ok(found);
      return found;
    });
    const project = await fetch(`${url}/_emulator/addProject`, { method: 'POST', body: '[{ "name": "p" }]' });
    assert.match(await project.text(), /"arn:aws:rekognition:eu-west-1:111122223333:project\/p\/\d+"/);
    started.process.kill('SIGTERM');
    await started.ended;
  });

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
