import assert from 'node:assert/strict';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { parseRecord, recordKey } from '../../../contract/model/record.js';

const ARN =
  'arn:aws:rekognition:eu-west-1:111122223333:project/version/version/v.1/1690556751958' as ProjectVersionArn;
const RESULT = { outcome: 'deleted', projectVersionArn: ARN, steps: [] };
const RECORD = { format: 1, projectVersionArn: ARN, result: RESULT };

describe('the record of a deletion', () => {
  it('has a key with every part of the ARN, the timestamp included', () => {
    assert.equal(recordKey(ARN), '111122223333/eu-west-1/version/v.1/1690556751958.json');
    assert.throws(() => recordKey('arn:aws:s3:::bucket' as ProjectVersionArn), /not the ARN of a model/);
  });

  it('is recognized by the model that it is about', () => {
    assert.deepEqual(parseRecord(JSON.stringify(RECORD), ARN), RECORD);
    for (const other of [
      { ...RECORD, projectVersionArn: `${ARN}1` },
      { ...RECORD, result: { ...RESULT, outcome: 'restored' } },
      { ...RECORD, result: { ...RESULT, projectVersionArn: `${ARN}1` } },
      { ...RECORD, result: { ...RESULT, steps: undefined } },
      { ...RECORD, format: 2 },
      { ...RECORD, result: undefined },
      null,
      [],
      'deleted',
    ]) {
      assert.equal(parseRecord(JSON.stringify(other), ARN), undefined);
    }
    assert.equal(parseRecord('', ARN), undefined);
    assert.equal(parseRecord('<html>', ARN), undefined);
  });
});
