import assert from 'node:assert/strict';
import { runCompiled } from '../support/processes/compiled-command.js';

// What Node.js does if the user ID has no entry in /etc/passwd, as in a container that runs as any user.
const NAMELESS = `data:text/javascript,
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
os.userInfo = () => { throw new Error('uv_os_get_passwd returned ENOENT'); };
syncBuiltinESMExports();`
  .replaceAll('\n', '')
  .replaceAll(' ', '%20');

describe('the command line of a user without a name', () => {
  for (const command of ['approve', 'pause']) {
    it(`runs ${command}, and names the user by the ID`, async () => {
      const help = runCompiled('client/commands/main', [command, '--help'], {
        NODE_OPTIONS: `--import=${NAMELESS}`,
      });
      assert.equal(await help.ended, 0, help.err());
      assert.match(help.out(), /--by <who> .*\(default:\s+"uid (\d+|unknown)"\)/);
    });
  }
});
