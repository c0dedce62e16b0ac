import assert from 'node:assert/strict';
import { startOwnWorkflows, type OwnWorkflows } from '../support/own-workflows.js';

// Seen in a campaign of chaos: a worker that goes down can have its local calls come back cancelled.
describe('a local call that comes back cancelled', () => {
  let workflows: OwnWorkflows;
  before(async () => {
    workflows = await startOwnWorkflows(new URL('at-once-workflows.ts', import.meta.url));
  });
  after(() => workflows.close());

  it('ends no run that nobody has cancelled: the call is made again, patiently', async () => {
    assert.equal(await workflows.run('cancelledByTheWorker'), 'patiently');
  });

  it('is a cancel where somebody has cancelled', async () => {
    assert.equal(await workflows.run('cancelledBySomebody'), 'cancelled');
  });
});
