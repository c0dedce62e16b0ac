import assert from 'node:assert/strict';
import { RECORDS } from '../support/temporal/harness.js';
import { useDoctor } from './use-doctor.js';

describe('the doctor of a worker that keeps records', () => {
  const doctor = useDoctor();
  const env = { TEARDOWN_RECORDS: 's3://records/teardowns', TEARDOWN_RECORDS_REGION: RECORDS.region };

  it('finds the bucket, and writes nothing', async () => {
    const { of, code, written } = await doctor.examine([doctor.arn], env);
    assert.equal(code, 0, written);
    assert.deepEqual(of('records'), {
      check: 'records',
      state: 'ok',
      message:
        'the bucket records is there (s3:PutObject below teardowns/ was not tried); records are required',
    });
    assert.deepEqual(doctor.harness.emulator.objectsIn(RECORDS.bucket), {});
  });

  it('reports a bucket that is not there', async () => {
    const wrong = [
      'records',
      /^There is no bucket no-such\. Create it, or correct TEARDOWN_RECORDS\.$/,
    ] as const;
    await doctor.assertWrong(wrong, 1, { ...env, TEARDOWN_RECORDS: 's3://no-such' });
  });

  it('reports a bucket in another Region', async () => {
    const wrong = ['records', /not in us-east-1\. Set TEARDOWN_RECORDS_REGION to its Region/] as const;
    await doctor.assertWrong(wrong, 1, { ...env, TEARDOWN_RECORDS_REGION: 'us-east-1' });
  });

  it('can not check the bucket without s3:ListBucket', async () => {
    doctor.harness.emulator.faults.add({
      kind: { code: 'AccessDenied', statusCode: 403 },
      operation: 'HeadBucket',
    });
    const { of, code } = await doctor.examine([doctor.arn], env);
    assert.equal(code, 0);
    assert.match(of('records')?.message ?? '', /^S3 denies HeadBucket of records, which needs s3:ListBucket/);
    assert.equal(of('records')?.state, 'notChecked');
  });

  it('reports an endpoint that is not S3', async () => {
    doctor.harness.emulator.faults.add({ kind: 'noRequestId', operation: 'HeadBucket' });
    await doctor.assertWrong(['records', /^s3:HeadBucket of records: NoAnswer: HTTP 200/], 1, env);
  });
});
