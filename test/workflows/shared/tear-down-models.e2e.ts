import assert from 'node:assert/strict';
import { startOwnWorkflows } from '../../support/temporal/own-workflows.js';

// Seen in a campaign of chaos: the project's run failed with the failure of the model's.
describe('a teardown of many models, cancelled when one of them fails', () => {
  it('ends as cancelled and records the failure', async () => {
    const workflows = await startOwnWorkflows(new URL('tear-down-models-workflows.ts', import.meta.url));
    try {
      const ended = await workflows.run('cancelledMeanwhile');
      assert.deepEqual(ended, ['cancelled', 'running', 'failed']);
    } finally {
      await workflows.close();
    }
  });
});
