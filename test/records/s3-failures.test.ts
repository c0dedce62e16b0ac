import assert from 'node:assert/strict';
import { failureInWords } from '../../records/s3-failures.js';

describe('the failure of a call to S3', () => {
  for (const name of ['InvalidAccessKeyId', 'InvalidToken', 'InvalidSecurity', 'TokenRefreshRequired']) {
    it(`says to renew the credentials after ${name}`, () => {
      const error = Object.assign(new Error('refused'), { name });
      assert.match(failureInWords('s3:PutObject', 's3://records/1', error), /credentials.*renew them/);
    });
  }
});
