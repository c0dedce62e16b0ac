import assert from 'node:assert/strict';
import { linesOf } from '../../client/commands/list.js';
import { warnWithoutWorker } from '../../client/commands/options.js';
import { inLines, inOneLine, jsonOf } from '../../client/commands/printable.js';
import type { TeardownClient, TeardownHandle } from '../../client/index.js';

describe('text of others on the command line', () => {
  it('stays in its line', () => {
    assert.equal(inOneLine('ana)\r\nwaiting  (bob'), 'ana) waiting  (bob');
    assert.equal(inOneLine('a\u2028b\tc'), 'a b c');
    assert.equal(inOneLine('  rows keep  their columns'), '  rows keep  their columns');
  });

  it('does not control the terminal, nor reverse what follows', () => {
    assert.equal(inOneLine('a\u001b[2Jb\u009b2J\u007f\u202Ec\u2066'), 'a�[2Jb�2J��c�');
    assert.equal(inLines('one\u001b\ntwo\r'), 'one�\ntwo ');
  });

  it('stays the same in JSON, escaped', () => {
    const document = { reason: 'a\u001b\u009b\u007f\u202E\n', list: ['ü👩‍🔬'] };
    assert.doesNotMatch(jsonOf(document), /[^\P{Cc}\n]|[\u202a-\u202e]/u);
    assert.deepEqual(JSON.parse(jsonOf(document)), document);
  });

  it('stays in its line in the warning that no worker polls a task queue', async () => {
    const { error } = console;
    let warned = '';
    console.error = (text: string) => void (warned += text);
    try {
      const client = {
        taskQueue: 'ours',
        hasWorker: () => Promise.resolve(false),
      } as unknown as TeardownClient;
      const joined = { describe: () => Promise.resolve({ taskQueue: 'q\u001b[2J\nDone.' }) };
      await warnWithoutWorker(client, joined as unknown as TeardownHandle);
    } finally {
      console.error = error;
    }
    assert.match(warned, /^No worker is polling the task queue q\uFFFD\[2J Done\., so the teardown waits\./);
  });

  it('can not look like another row of a list', () => {
    const [line = ''] = linesOf([
      {
        kind: 'model',
        projectVersionArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/a/version/v1/1',
        workflowId: 'teardown-model/a',
        runId: 'r',
        status: 'RUNNING',
        startedAt: new Date().toISOString(),
        requestedBy: 'ana)\r\nrunning               started 2 s ago',
      },
    ]);
    assert.match(line, /\/v1\/1 {2}\(ana\) running started 2 s ago\)$/);
  });
});
