import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runCompiled, startCommand } from '../support/processes/compiled-command.js';

const run = promisify(execFile);

async function complete(...args: readonly string[]) {
  const command = runCompiled('client/commands/main', ['complete', ...args]);
  return { code: await command.ended, out: command.out(), err: command.err() };
}

describe('shell completion', () => {
  for (const [words, expected] of [
    [['de'], ['delete', 'delete-now', 'dev']],
    [['schedule', 'pau'], ['pause']],
    [['delete', '--grace'], ['--grace-period']],
    [['list', '--phase', 'aw'], ['awaitingApproval']],
  ] as const) {
    it(`completes "${words.join(' ')}"`, async () => {
      const { code, out } = await complete('--', ...words);
      const names = out.split('\n').flatMap((line) => (/^[\w-]/.test(line) ? [line.split('\t')[0]] : []));
      assert.deepEqual([code, names], [0, expected]);
    });
  }

  it('prints a script that bash accepts', async () => {
    const { code, out } = await complete('bash');
    assert.equal(code, 0);
    await run('bash', ['-n', '-c', out]);
    const loaded = startCommand('bash', ['-c', `${out}\ncomplete -p teardown`], {});
    assert.deepEqual([await loaded.ended, loaded.err()], [0, '']);
    assert.match(loaded.out(), /-F __teardown_complete teardown/);
  });

  it('exits with 2 for a shell that it does not know', async () => {
    const { code, err } = await complete('tcsh');
    assert.equal(code, 2);
    assert.match(err, /Allowed choices are zsh, bash, fish, powershell/);
  });
});
