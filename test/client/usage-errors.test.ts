import assert from 'node:assert/strict';
import { EXIT } from '../../client/commands/exit-codes.js';
import { runCompiled } from '../support/processes/compiled-command.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';

describe('wrong usage of the command line', () => {
  for (const [args, said] of [
    [['list', '--limit', '0'], /--limit <number>.* is invalid\. Must be a whole number/],
    [['list', '--csv'], /'--csv' cannot be used with option '--json'/],
    [['delete'], /missing required argument 'arn'/],
    [['schedule', 'create', 'nightly'], /required option '--account <id>' not specified/],
    [['status', 'ARN', '--bogus'], /unknown option '--bogus'/],
    [['project', PROJECT, '--max-parallel', 'ten'], /maxParallel must be a whole number .*got "ten"/],
  ] as const) {
    it(`is one JSON document with --json: ${args.join(' ')}`, async () => {
      const command = runCompiled('client/commands/main', [...args, '--json']);
      assert.equal(await command.ended, EXIT.invalid);
      const { error } = JSON.parse(command.out()) as { error: { type: string; message: string } };
      assert.equal(error.type, 'InvalidRequest');
      assert.match(error.message, said);
      assert.match(command.err(), said);
    });
  }

  it('names a task queue of one space, in which no worker would be', async () => {
    const command = runCompiled('client/commands/main', ['sweep', '--account', '1', '--region', 'r'], {
      TEARDOWN_TASK_QUEUE: ' ',
    });
    assert.equal(await command.ended, EXIT.invalid);
    assert.match(command.err(), /TEARDOWN_TASK_QUEUE must be the name of a task queue/);
  });
});
