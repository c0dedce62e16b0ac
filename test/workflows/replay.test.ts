import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/harness.js';

const FOLDER = new URL('../histories/', import.meta.url);

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
    it(`${name} meets the same commands`, async () => replay(file, workflowBundle()));

    it(`${name} goes on where payloads are encrypted since`, async () =>
      replay(file, workflowBundle('encrypted')));
  }
});
