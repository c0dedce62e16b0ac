import assert from 'node:assert/strict';
import { arnDigest } from '../../contract/arn-digest.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('a namespace in which encryption was turned on', () => {
  let harness: Harness;
  before(async () => (harness = await startHarness({ workflows: 'encrypted' })));
  after(() => harness.close());

  it('hands a new run under an ID with an ARN over to the ID without', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.start(arn);
    assert.equal((await handle.result()).outcome, 'deleted');
    const { memo } = await harness.client.workflow.getHandle(`teardown-model/${arnDigest(arn)}`).describe();
    assert.deepEqual(memo, { projectVersionArn: arn });
  });
});
