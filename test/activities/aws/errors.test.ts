import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { failureOf } from '../../../activities/aws/errors.js';

const MINUTE_MS = 60_000;
const THROTTLED = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** The failure of one attempt, and what it keeps for the next. */
async function attempted(attempt: number, atMs: number, heartbeatDetails: unknown, error: Error) {
  const info = { attempt, heartbeatDetails, currentAttemptScheduledTimestampMs: atMs };
  const environment = new MockActivityEnvironment(info);
  let kept: unknown = heartbeatDetails;
  environment.on('heartbeat', (details: unknown) => (kept = details));
  const call = () => Promise.resolve(failureOf('rekognition:StopProjectVersion', 'arn:v1', error));
  const failure = (await environment.run(call)) as ApplicationFailure;
  return { failure, kept };
}

describe('a call that AWS does not answer', () => {
  it('is retried by the server for five minutes, and then fails, so that the workflow can show it', async () => {
    const first = await attempted(1, 0, undefined, THROTTLED);
    assert.ok(!first.failure.nonRetryable);
    assert.match(first.failure.message, /ThrottlingException: slow down; retrying in \d+ s$/);
    const second = await attempted(2, 5 * MINUTE_MS - 1, first.kept, THROTTLED);
    assert.ok(!second.failure.nonRetryable);
    const { failure } = await attempted(3, 5 * MINUTE_MS, second.kept, THROTTLED);
    assert.equal(failure.nonRetryable, true);
    assert.equal(failure.type, 'AwsUnavailable');
    assert.match(failure.message, /StopProjectVersion of arn:v1: .*slow down; for 5 min now$/);
  });

  it('begins anew after an attempt that AWS has answered', async () => {
    const { kept } = await attempted(1, 0, undefined, THROTTLED);
    const { failure } = await attempted(3, 10 * MINUTE_MS, kept, THROTTLED);
    assert.ok(!failure.nonRetryable);
  });

  it('and credentials that have expired are retried for as long', async () => {
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredTokenException' });
    const { kept } = await attempted(1, 0, undefined, expired);
    assert.ok(!(await attempted(2, 4 * MINUTE_MS, kept, expired)).failure.nonRetryable);
    assert.ok((await attempted(2, 6 * MINUTE_MS, kept, expired)).failure.nonRetryable);
  });
});

describe('a call that AWS denies', () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

  it('fails after a minute of denials in a row, and tells whether an earlier attempt may have been carried out', async () => {
    const { kept } = await attempted(2, 0, undefined, denied);
    assert.ok(!(await attempted(3, MINUTE_MS - 1, kept, denied)).failure.nonRetryable);
    const { failure } = await attempted(3, MINUTE_MS, kept, denied);
    assert.equal(failure.type, 'AccessDenied');
    assert.deepEqual(failure.details, [{ repeated: true }]);
  });
});

describe('a call that AWS refuses because it can not read the credentials', () => {
  it('fails without the credentials that AWS repeats, and with the ARNs', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const role = 'arn:aws:iam::111122223333:role/a-role-with-a-long-name';
    const message = `Credential of ${role} must have exactly 5 slash-delimited elements, got '${secret}/20261128'`;
    const error = Object.assign(new Error(message), { name: 'IncompleteSignature' });
    const { failure } = await attempted(1, 0, undefined, error);
    assert.match(
      failure.message,
      new RegExp(`IncompleteSignature: Credential of ${role} must have .* got '…'`),
    );
    assert.ok(!failure.message.includes(secret.slice(0, 8)), failure.message);
  });
});
