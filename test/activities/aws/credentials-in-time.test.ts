import assert from 'node:assert/strict';
import { inTime } from '../../../activities/aws/credentials-in-time.js';
import { CREDENTIALS } from '../../support/credentials.js';

const never = () => new Promise<never>(() => undefined);

describe('a provider of credentials with a time limit', () => {
  it('fails if its source does not answer, and asks a new one the next time', async () => {
    const sources = [never, () => Promise.resolve(CREDENTIALS)];
    const provide = inTime(async () => sources.shift() ?? never, 20);
    await assert.rejects(provide(), {
      name: 'CredentialsProviderError',
      message: /^no credentials within/,
    });
    assert.equal(await provide(), CREDENTIALS);
  });

  it('keeps its source as long as that answers, also with errors', async () => {
    let created = 0;
    const provide = inTime(async () => {
      created += 1;
      return () => Promise.reject(new Error('no profile'));
    }, 20);
    await assert.rejects(provide(), /no profile/);
    await assert.rejects(provide(), /no profile/);
    assert.equal(created, 1);
  });
});
