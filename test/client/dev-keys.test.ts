import assert from 'node:assert/strict';
import { EXIT } from '../../client/commands/exit-codes.js';
import { runCompiled } from '../support/processes/compiled-command.js';

const KEYS = `own=${Buffer.alloc(32).toString('base64')},wrapped=kms:AQIDAHh`;

describe('the local stack in a shell with a key that AWS KMS has encrypted', () => {
  for (const [name, module, args] of [
    ['teardown dev', 'main', ['dev']],
    ['npm start', 'demo', []],
  ] as const) {
    it(`is not started with ${name}, which says what to do`, async () => {
      // Nobody listens there: without the check, the worker would be started, and fail.
      const command = runCompiled(`client/commands/${module}`, args, {
        TEARDOWN_ENCRYPTION_KEYS: KEYS,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
      });
      assert.equal(await command.ended, EXIT.invalid);
      assert.equal(
        command.written(),
        'TEARDOWN_ENCRYPTION_KEYS has a key that AWS KMS encrypted, but the local stack sends no requests to AWS: unset it in this terminal, and in the others from which you use the stack.\n',
      );
    });
  }
});
