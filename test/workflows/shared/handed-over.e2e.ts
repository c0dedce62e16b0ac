import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  CancelledFailure,
  TerminatedFailure,
  WorkflowFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('a run that has handed over', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const startByHand = (input: unknown, options: object = {}): Promise<WorkflowHandle> =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [input],
      ...options,
    });
  const canonical = (arn: ProjectVersionArn) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });

  it("ends in words before its starter's own time-out, and nothing is deleted", async () => {
    const arn = await addTraining();
    // Both runs end by themselves a third before.
    const handle = await startByHand(arn, { workflowExecutionTimeout: '60s' });
    await harness.reaches(canonical(arn), 'training');
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(
      message,
      /passed while waiting for the training to end; arn:.* was last seen TRAINING_IN_PROGRESS/,
    );
    assert.deepEqual(harness.changes(arn), []);
  });

  it('says that the teardown was cancelled or terminated if somebody does that', async () => {
    const ends = {
      cancel: [(run: WorkflowHandle) => run.cancel(), CancelledFailure],
      terminate: [(run: WorkflowHandle) => run.terminate(), TerminatedFailure],
    } as const;
    for (const [how, [end, kind]] of Object.entries(ends)) {
      const arn = await addTraining();
      const handle = await startByHand(arn);
      await harness.reaches(canonical(arn), 'training');
      await end(canonical(arn));
      await assert.rejects(handle.result(), (error) => {
        assert.ok(error instanceof WorkflowFailedError);
        assert.ok(error.cause instanceof kind, `${how}: ${String(error.cause)}`);
        return true;
      });
    }
  });
});
