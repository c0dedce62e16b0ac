import assert from 'node:assert/strict';
import { recordsSetting } from '../../records/setting.js';

const AWS_REGION = 'eu-west-1';

describe('the setting TEARDOWN_RECORDS', () => {
  it('keeps no records by default', () => {
    assert.equal(recordsSetting({}), undefined);
    assert.equal(recordsSetting({ TEARDOWN_RECORDS: '' }), undefined);
  });

  for (const [given, prefix] of [
    ['s3://audit', ''],
    ['s3://audit/', ''],
    ['s3://audit/teardowns', 'teardowns/'],
    ['s3://audit/a/b.c/', 'a/b.c/'],
  ] as const) {
    it(`accepts ${given}`, () => {
      const expected = { bucket: 'audit', prefix, region: AWS_REGION, keeping: 'required' };
      assert.deepEqual(recordsSetting({ TEARDOWN_RECORDS: given, AWS_REGION }), expected);
    });
  }

  it('has a Region and a choice of its own', () => {
    const env = { TEARDOWN_RECORDS: 's3://audit', TEARDOWN_RECORDS_REGION: 'us-east-1', AWS_REGION };
    const setting = recordsSetting({ ...env, TEARDOWN_RECORDS_REQUIRED: 'off' });
    assert.deepEqual([setting?.region, setting?.keeping], ['us-east-1', 'optional']);
  });

  for (const [what, env, why] of [
    ['another scheme', { TEARDOWN_RECORDS: 'https://audit/a' }, /must be s3:\/\/BUCKET or .*https:\/\/audit/],
    ['an invalid bucket', { TEARDOWN_RECORDS: 's3://Audit' }, /must be s3:\/\/BUCKET/],
    ['an empty folder', { TEARDOWN_RECORDS: 's3://audit//a' }, /must be s3:\/\/BUCKET/],
    ['a folder above', { TEARDOWN_RECORDS: 's3://audit/../a' }, /must be s3:\/\/BUCKET/],
    ['a prefix that leaves no room', { TEARDOWN_RECORDS: `s3://audit/${'a'.repeat(401)}` }, /must be s3:/],
    [
      'no Region',
      { TEARDOWN_RECORDS: 's3://audit', AWS_REGION: '' },
      /TEARDOWN_RECORDS_REGION, or AWS_REGION/,
    ],
    [
      'a wrong choice',
      { TEARDOWN_RECORDS: 's3://audit', TEARDOWN_RECORDS_REQUIRED: 'no' },
      /TEARDOWN_RECORDS_REQUIRED must be on or off; got "no"/,
    ],
  ] as const) {
    it(`rejects ${what}`, () => {
      assert.throws(() => recordsSetting({ AWS_REGION, ...env }), {
        name: 'InvalidSettingError',
        message: why,
      });
    });
  }
});
