import assert from 'node:assert/strict';
import { isOpen } from '../../contract/open-runs.js';

describe('a run of Temporal', () => {
  for (const status of ['RUNNING', 'PAUSED'])
    it(`is open if it is ${status}`, () => assert.equal(isOpen(status), true));

  for (const status of ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'CONTINUED_AS_NEW', 'TIMED_OUT'])
    it(`is not open if it is ${status}`, () => assert.equal(isOpen(status), false));
});
