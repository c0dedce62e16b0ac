import assert from 'node:assert/strict';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { failureOf } from '../../../workflows/shared/failures.js';

describe('the failure of a change', () => {
  const repeatedOf = (...details: readonly object[]) => {
    const cause = ApplicationFailure.nonRetryable('slow down', 'Throttled', ...details);
    return failureOf(new ActivityFailure('', 'stopModel', '1', 'NON_RETRYABLE_FAILURE', '', cause))?.repeated;
  };

  it('leaves open whether AWS has carried it out, unless the activity rules that out', () => {
    assert.equal(repeatedOf(), true);
    assert.equal(repeatedOf({ repeated: true }), true);
    assert.equal(repeatedOf({ repeated: false }), false);
  });
});
