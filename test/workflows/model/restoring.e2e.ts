import assert from 'node:assert/strict';
import { update } from '../../support/temporal/decisions.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const GRACE = { gracePeriod: '1h' };

describe('a restore that AWS does not carry out', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  it('ends with a cancel once AWS has refused it again and again, and says so', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', minInferenceUnits: 1 });
    const handle = await harness.start({ projectVersionArn: arn, ...GRACE });
    await harness.reaches(handle, 'held');
    const kind = { code: 'LimitExceededException', message: 'The number of running models is at its limit.' };
    harness.emulator.faults.add({ kind, operation: 'StartProjectVersion' });
    await update(handle, 'restore');
    await harness.reaches(handle, 'backingOff');
    await handle.cancel();
    const { type, message } = await failureOf(handle.result());
    harness.emulator.faults.clear();
    assert.equal(type, 'UnexpectedStatus');
    assert.match(message, /was to be restored, but the run was cancelled while .* at its limit/);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  for (const [when, terms] of [
    ['', GRACE],
    [', also after the deadline of the request', { gracePeriod: '29s', deadline: '30s' }],
  ] as const) {
    it(`ends in words before the starter's own time-out${when}`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING', minInferenceUnits: 1, holds: ['STARTING'] });
      const handle = await harness.client.workflow.start('teardownModel', {
        taskQueue: harness.taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args: [{ projectVersionArn: arn, ...terms }],
        // It ends by itself a third before: 20 s, however busy the machine is.
        workflowExecutionTimeout: '60s',
      });
      await harness.reaches(handle, 'held');
      await update(handle, 'restore');
      const { type, message } = await failureOf(handle.result());
      assert.equal(type, 'DeadlineExceeded');
      assert.match(message, /^arn:.* was to be restored, .* StartProjectVersion was accepted by AWS/);
      await harness.emulator.setStatus(arn, 'STOPPED');
    });
  }
});
