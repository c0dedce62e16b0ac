import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { AssumeRoleError } from '../../../activities/aws/assume-role-error.js';
import { NoAnswer } from '../../../activities/aws/answer-gate.js';
import { failureOf } from '../../../activities/aws/errors.js';
import type { FailureDetails } from '../../../contract/activities.js';

const ACTION = 'rekognition:StopProjectVersion';
const MINUTE_MS = 60_000;
const DENIED = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
const THROTTLED = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** The failure of one attempt, and what it keeps for the next. */
async function attempted(
  attempt: number,
  atMs: number,
  heartbeatDetails: unknown,
  error: Error,
  goodUntil = Infinity,
) {
  const scheduledTimestampMs = attempt === 1 ? atMs : 0;
  const info = { attempt, heartbeatDetails, scheduledTimestampMs, currentAttemptScheduledTimestampMs: atMs };
  const environment = new MockActivityEnvironment(info);
  let kept: unknown = heartbeatDetails;
  environment.on('heartbeat', (details: unknown) => (kept = details));
  const call = () => Promise.resolve(failureOf(ACTION, 'arn:v1', error, 1000, goodUntil));
  const failure = (await environment.run(call)) as ApplicationFailure;
  return { failure, kept };
}

/** The last failure of these attempts, each due at a time. */
async function attempts(dueAtMs: readonly number[], error: Error, first = 1) {
  let last: Awaited<ReturnType<typeof attempted>> | undefined;
  for (const [index, atMs] of dueAtMs.entries()) {
    last = await attempted(first + index, atMs, last?.kept, error);
  }
  assert.ok(last);
  return last;
}

describe('a call that AWS does not answer', () => {
  it('is retried by the server for five minutes, and then fails, so that the workflow can show it', async () => {
    const first = await attempts([0], THROTTLED);
    assert.ok(!first.failure.nonRetryable);
    assert.match(first.failure.message, /ThrottlingException: slow down; retrying in 1 s$/);
    const early = await attempts([0, 2000, 2000 + 5 * MINUTE_MS - 1], THROTTLED);
    assert.ok(!early.failure.nonRetryable);
    const { failure } = await attempts([0, 2000, 60_000, 2000 + 5 * MINUTE_MS], THROTTLED);
    assert.equal(failure.nonRetryable, true);
    assert.equal(failure.type, 'Throttled');
    assert.deepEqual(failure.details, [{ action: ACTION, repeated: false }]);
    assert.match(failure.message, /StopProjectVersion of arn:v1: .*slow down; for 5 min now$/);
  });

  it('fails with the reason', async () => {
    const long = [0, 0, 6 * MINUTE_MS];
    const answered = { $metadata: { httpStatusCode: 503 } };
    for (const [error, type] of [
      [Object.assign(new Error('later'), { name: 'ServiceUnavailable', ...answered }), 'AwsUnavailable'],
      [Object.assign(new Error('connect ECONNREFUSED'), { $metadata: { attempts: 1 } }), 'Unreachable'],
      [new Error('no answer within 10 s'), 'Unreachable'],
      [new NoAnswer('a page', 200), 'NoAnswer'],
    ] as const) {
      assert.equal((await attempts(long, error)).failure.type, type);
    }
  });

  it('is not retried by the server once it may no longer be sent, so that the workflow looks again', async () => {
    const { failure } = await attempted(1, 0, undefined, THROTTLED, Date.now() + 999);
    assert.deepEqual([failure.nonRetryable, failure.type], [true, 'Throttled']);
    assert.match(failure.message, /slow down; and the look that it rests on is too old by now$/);
    const early = await attempted(1, 0, undefined, THROTTLED, Date.now() + MINUTE_MS);
    assert.ok(!early.failure.nonRetryable);
  });

  it('was not carried out if AWS, or the worker, has refused each attempt', async () => {
    const lost = new Error('socket hang up');
    const repeatedAfter = async (...errors: readonly Error[]) => {
      let kept: unknown;
      let details: unknown;
      for (const [index, error] of errors.entries()) {
        const it = await attempted(index + 1, index * 2000, kept, error, Date.now());
        kept = it.kept;
        details = it.failure.details?.[0];
      }
      return (details as FailureDetails).repeated;
    };
    assert.equal(await repeatedAfter(THROTTLED, THROTTLED), false);
    assert.equal(await repeatedAfter(DENIED, THROTTLED), false);
    assert.equal(await repeatedAfter(lost, THROTTLED), true);
    assert.equal(await repeatedAfter(THROTTLED, lost), true);
    assert.equal(await repeatedAfter(THROTTLED, lost, THROTTLED), true);
  });

  it('begins anew after an attempt that AWS has answered', async () => {
    const { kept } = await attempts([0, 2000], THROTTLED);
    const { failure } = await attempted(4, 10 * MINUTE_MS, kept, THROTTLED);
    assert.ok(!failure.nonRetryable);
  });

  it('and credentials that have expired are retried for as long', async () => {
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredTokenException' });
    assert.ok(!(await attempts([0, 0, 4 * MINUTE_MS], expired)).failure.nonRetryable);
    assert.ok((await attempts([0, 0, 6 * MINUTE_MS], expired)).failure.nonRetryable);
  });
});

describe('a call that AWS denies', () => {
  const every5s = (count: number) => Array.from({ length: count }, (_, index) => index * 5000);

  it('fails after a minute of denials in a row, and tells whether an earlier attempt may have been carried out', async () => {
    assert.ok(!(await attempts(every5s(13), DENIED, 2)).failure.nonRetryable);
    const { failure } = await attempts(every5s(14), DENIED, 2);
    assert.equal(failure.type, 'AccessDenied');
    assert.deepEqual(failure.details, [{ repeated: true, action: ACTION }]);
  });

  const ROLE = 'arn:aws:iam::111122223333:role/model-teardown';
  const ofRole = (name: string) => new AssumeRoleError(ROLE, Object.assign(new Error('no'), { name }));

  it('names the role and what allows it if STS denies that', async () => {
    const { failure } = await attempts(every5s(14), ofRole('AccessDenied'), 2);
    assert.equal(failure.type, 'AccessDenied');
    assert.equal(
      failure.message,
      `AWS denied sts:AssumeRole of ${ROLE} for ${ACTION} of arn:v1: AccessDenied: no. Allow sts:AssumeRole in the policy of the worker's own credentials and in the trust policy of ${ROLE}, and check TEARDOWN_ROLE_EXTERNAL_ID, then start the teardown again.`,
    );
    // Decisions depend on it.
    assert.deepEqual(failure.details, [{ repeated: true, action: ACTION }]);
  });

  it('is no invalid request if STS calls the role invalid: it is retried, and was not sent', async () => {
    const { failure } = await attempts([0, 0, 6 * MINUTE_MS], ofRole('ValidationError'));
    assert.equal(failure.type, 'CredentialsRefused');
    assert.deepEqual(failure.details, [{ repeated: false, action: ACTION }]);
    assert.match(failure.message, /correct TEARDOWN_ROLE_ARN or TEARDOWN_ROLE_EXTERNAL_ID/);
  });

  it('is not denied for a minute if an attempt was due for an hour before a worker made it', async () => {
    const hour = 60 * MINUTE_MS;
    for (const dueAtMs of [
      [0, hour],
      [0, hour, hour + 5000],
      [0, 5000, hour, hour + 5000],
    ]) {
      assert.ok(!(await attempts(dueAtMs, DENIED)).failure.nonRetryable, String(dueAtMs));
    }
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
