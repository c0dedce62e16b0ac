import assert from 'node:assert/strict';
import { arnDigest } from '../../contract/arn-digest.js';
import { startHarness, type Harness } from '../support/harness.js';

describe('where payloads are encrypted since', () => {
  let harness: Harness;
  before(async () => (harness = await startHarness({ workflows: 'encrypted' })));
  after(() => harness.close());

  it('a new run under an id with an ARN in it hands over to the one without', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.start(arn);
    assert.equal((await handle.result()).outcome, 'deleted');
    const { memo } = await harness.client.workflow.getHandle(`teardown-model/${arnDigest(arn)}`).describe();
    assert.deepEqual(memo, { projectVersionArn: arn });
  });
});
