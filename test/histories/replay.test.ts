import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/temporal/harness.js';

const FOLDER = new URL('./', import.meta.url);

async function replay(file: string, code: { readonly codePath: string }): Promise<void> {
  const recorded = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
    workflowId: string;
    history: unknown;
  };
  await Worker.runReplayHistory({ workflowBundle: code }, recorded.history, recorded.workflowId);
}

describe('the replay of a recorded history', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((it) => it.endsWith('.json'))) {
    const name = file.replace('.json', '');
    it(`${name} produces the same commands`, async () => replay(file, workflowBundle()));

    it(`${name} continues after encryption was turned on`, async () =>
      replay(file, workflowBundle('encrypted')));
  }
});
