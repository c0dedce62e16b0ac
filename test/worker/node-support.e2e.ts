import assert from 'node:assert/strict';
import { NODE_WARNING_DISABLED, OLDEST_NODE } from '../../contract/node-support.js';
import { runCompiled, type Command } from '../support/processes/compiled-command.js';
import { untilPolling } from '../support/processes/worker-process.js';
import { useWorkers } from '../support/worker-suite.js';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor, oldestMinor] = OLDEST_NODE;
const isSupported = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
const EXPECTED = isSupported ? [] : [new RegExp(`^Node\\.js ${process.versions.node} is out of support\\. `)];

/** As users run it. Other processes of the tests do not print the line about Node. */
const LOUD = { [NODE_WARNING_DISABLED]: undefined };

function assertAboutNode(command: Command): void {
  assert.doesNotMatch(command.written(), /NodeVersionSupportWarning/);
  const lines = command
    .err()
    .split('\n')
    .filter((line) => /\bnode\b/i.test(line));
  assert.equal(lines.length, EXPECTED.length, command.written());
  EXPECTED.forEach((pattern, index) => assert.match(lines[index] ?? '', pattern));
}

describe(`the warning about Node.js ${process.versions.node}, ${isSupported ? 'which is supported, so there is none' : 'which is not supported: one line'}`, () => {
  const { startWorker, startTeardown } = useWorkers({ deleting: 100 });

  it('is printed by the worker, which uses the AWS SDK', async () => {
    const worker = startWorker(LOUD);
    await untilPolling(worker);
    const handle = await startTeardown('STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
    worker.process.kill('SIGTERM');
    assert.equal(await worker.ended, 0);
    assertAboutNode(worker);
  });

  it('is printed by the command line, whose standard output is one JSON document', async () => {
    const command = runCompiled('client/commands/main', ['list', '--running', '--json'], LOUD);
    assert.equal(await command.ended, 0, command.written());
    JSON.parse(command.out());
    assertAboutNode(command);
  });

  it('is printed by the codec server', async () => {
    const command = runCompiled('codec/main', [], LOUD);
    assert.equal(await command.ended, 2);
    assertAboutNode(command);
  });
});
