import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { TeardownError, teardownError } from '../../client/teardown-error.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';
const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const SWEEP = 'sweep-models/nightly-2026-11-30T03:00:00Z';

const CANCELLED = new CancelledFailure('cancelled');
const TERMINATED = new TerminatedFailure('terminated');
const TIMED_OUT = new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE');

describe('the error of a teardown that a person or a time-out has ended', () => {
  const errorOf = (arn: string, cause: Error): TeardownError => {
    const error = teardownError(new WorkflowFailedError('failed', cause, 'NON_RETRYABLE_FAILURE'), arn);
    assert.ok(error instanceof TeardownError, String(error));
    return error;
  };

  for (const [cause, type, how] of [
    [TERMINATED, 'Terminated', 'was terminated'],
    [TIMED_OUT, 'TimedOut', 'exceeded its workflow timeout'],
  ] as const) {
    it(`says of a model that it may have been changed, if the teardown ${how}`, () => {
      const error = errorOf(MODEL, cause);
      assert.equal(error.type, type);
      assert.equal(
        error.message,
        `The teardown of ${MODEL} ${how}. It may have been stopping or deleting: check the model in the Rekognition console, or start the teardown again.`,
      );
    });

    for (const [kind, arn] of [
      ['project', PROJECT],
      ['sweep', SWEEP],
    ] as const) {
      it(`says of a ${kind} that teardowns of its models may continue, if it ${how}`, () => {
        const error = errorOf(arn, cause);
        assert.equal(error.type, type);
        assert.equal(
          error.message,
          `The teardown of ${arn} ${how}. It may have been stopping or deleting, and teardowns that it had started may continue: check the models in the Rekognition console, or start it again.`,
        );
      });
    }
  }

  for (const arn of [MODEL, PROJECT]) {
    it(`says that what was not deleted is as it was, if it was cancelled: ${arn}`, () => {
      const { type, message } = errorOf(arn, CANCELLED);
      assert.equal(type, 'Cancelled');
      assert.equal(
        message,
        `The teardown of ${arn} was cancelled. What it had not deleted by then was left as it is.`,
      );
    });
  }

  it('says that teardowns with a grace period continue, if a sweep was cancelled', () => {
    const { type, message } = errorOf(SWEEP, CANCELLED);
    assert.equal(type, 'Cancelled');
    assert.equal(
      message,
      `The teardown of ${SWEEP} was cancelled. Teardowns that it had started with a grace period continue; other models that it had not deleted by then were left as they are.`,
    );
  });
});
