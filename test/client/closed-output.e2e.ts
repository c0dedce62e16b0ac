import assert from 'node:assert/strict';
import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../../client/commands/exit-codes.js';

const MAIN = fileURLToPath(new URL('../../dist/client/commands/main.js', import.meta.url));
const FULL = '/dev/full';

function started(args: readonly string[], stdio: StdioOptions) {
  return spawn(process.execPath, [MAIN, ...args], { stdio });
}

describe('the output of the command line', () => {
  it('may be closed early by its reader, which fails nothing', async () => {
    const command = started(['list', '--csv'], ['ignore', 'pipe', 'pipe']);
    command.stdout?.destroy();
    const said = text(command.stderr ?? assert.fail());
    const [code] = (await once(command, 'exit')) as [number];
    assert.equal(code, EXIT.ok, await said);
    assert.doesNotMatch(await said, /EPIPE/);
  });

  it('may be read without what it says beside it', async () => {
    const command = started(['status', 'nonsense', '--json'], ['ignore', 'pipe', 'pipe']);
    command.stderr?.destroy();
    const written = text(command.stdout ?? assert.fail());
    const [code] = (await once(command, 'exit')) as [number];
    assert.equal(code, EXIT.invalid);
    assert.match(await written, /"type": "InvalidRequest"/);
  });

  it('that can not be written is a failure with the reason', async function () {
    if (!existsSync(FULL)) this.skip();
    const command = started(['complete', 'bash'], ['ignore', openSync(FULL, 'w'), 'pipe']);
    const said = text(command.stderr ?? assert.fail());
    const [code] = (await once(command, 'exit')) as [number];
    assert.equal(code, EXIT.failed);
    assert.match(await said, /The output could not be written: ENOSPC/);
  });
});
