import assert from 'node:assert/strict';
import { startOwnWorkflows, type OwnWorkflows } from '../../support/temporal/own-workflows.js';

// A sweep with a grace period shows them as started, and ends.
describe('teardowns that continue without the run that starts them', () => {
  let workflows: OwnWorkflows;
  before(async () => {
    workflows = await startOwnWorkflows(new URL('abandoned-children-workflows.ts', import.meta.url));
  });
  after(() => workflows.close());

  it('continue if that run is cancelled while it starts more of them', async () => {
    const ended = await workflows.run('cancelledInBetween');
    assert.deepEqual(ended, ['cancelled', 'started', 'finished']);
  });

  it('are shown as started if that run is cancelled before their start is confirmed', async () => {
    const ended = await workflows.run('cancelledBeforeConfirmation');
    assert.deepEqual(ended, ['cancelled', 'started', 'finished']);
  });
});
