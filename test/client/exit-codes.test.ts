import assert from 'node:assert/strict';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { EXIT, exitCodeOf } from '../../client/commands/exit-codes.js';
import { TeardownError, teardownError } from '../../client/teardown-error.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const INVALID = ApplicationFailure.nonRetryable('projectArn does not match.', 'InvalidRequest');

describe('the exit code of an invalid request', () => {
  const codeOf = (error: Error) => exitCodeOf(teardownError(error, ARN));

  it('is 2 if this command has rejected it, or the teardown a decision', () => {
    assert.equal(exitCodeOf(new TeardownError('InvalidRequest', 'Not an ARN.')), EXIT.invalid);
    assert.equal(codeOf(new WorkflowUpdateFailedError('refused', INVALID)), EXIT.invalid);
  });

  it('is 1 if the teardown has failed with it', () => {
    assert.equal(codeOf(new WorkflowFailedError('failed', INVALID, 'NON_RETRYABLE_FAILURE')), EXIT.failed);
  });
});
