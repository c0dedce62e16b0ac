import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/harness.js';

const FOLDER = new URL('../histories/', import.meta.url);

describe('the replay of a recorded history', () => {
  for (const file of readdirSync(FOLDER)) {
    it(`${file.replace('.json', '')} meets the same commands`, async () => {
      const recorded = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
        workflowId: string;
        history: unknown;
      };
      const options = { workflowBundle: await workflowBundle() };
      await Worker.runReplayHistory(options, recorded.history, recorded.workflowId);
    });
  }
});
