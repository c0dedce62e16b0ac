import assert from 'node:assert/strict';
import { NODE_WARNING_DISABLED, OLDEST_NODE } from '../../contract/node-support.js';
import { runCompiled, type Command } from '../support/compiled-command.js';
import { untilPolling } from '../support/worker-process.js';
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

describe(`what is written about Node.js ${process.versions.node}, ${isSupported ? 'which is supported: nothing' : 'which is out of support: one line'}`, () => {
  const { startWorker, startTeardown } = useWorkers({ deleting: 100 });

  it('by the worker, which calls AWS by its SDK', async () => {
    const worker = startWorker(LOUD);
    await untilPolling(worker);
    const handle = await startTeardown('STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
    worker.process.kill('SIGTERM');
    assert.equal(await worker.ended, 0);
    assertAboutNode(worker);
  });

  it('by the command line, beside its one JSON document on standard output', async () => {
    const command = runCompiled('client/commands/main', ['list', '--running', '--json'], LOUD);
    assert.equal(await command.ended, 0, command.written());
    JSON.parse(command.out());
    assertAboutNode(command);
  });

  it('by the codec server', async () => {
    const command = runCompiled('codec/main', [], LOUD);
    assert.equal(await command.ended, 1);
    assertAboutNode(command);
  });
});
