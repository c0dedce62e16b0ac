import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/temporal/harness.js';

const FOLDER = new URL('./', import.meta.url);
const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.json'))
  .map((it) => it.replace('.json', ''));

function* recorded() {
  for (const name of NAMES) {
    yield JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as {
      readonly workflowId: string;
      readonly history: unknown;
    };
  }
}

for (const [kind, what] of [
  ['plain', 'produces the same commands'],
  ['encrypted', 'continues after encryption was turned on'],
] as const) {
  describe('the replay of a recorded history', () => {
    // One worker replays them all, one after the other.
    const errors: (Error | undefined)[] = [];
    before(async () => {
      const replays = Worker.runReplayHistories({ workflowBundle: workflowBundle(kind) }, recorded());
      for await (const { error } of replays) errors.push(error);
    });

    NAMES.forEach((name, index) => {
      it(`${name} ${what}`, () => {
        assert.ok(index in errors, 'it was not replayed');
        assert.ifError(errors[index]);
      });
    });
  });
}
