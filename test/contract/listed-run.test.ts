import assert from 'node:assert/strict';
import { arnDigest } from '../../contract/arn-digest.js';
import { modelOfRun, readMemo } from '../../contract/listed-run.js';

const arnOf = (version: string) =>
  `arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/${version}/1690556751958`;
const [ARN, OTHER] = [arnOf('v1'), arnOf('v2')];

describe('the memo of a listed run', () => {
  it('has only values of the type that they should have', () => {
    const texts = { requestedBy: 'ana', reason: 'superseded', projectVersionArn: ARN };
    assert.deepEqual(readMemo({ ...texts, dryRun: true, ticket: 'T-1' }), { ...texts, dryRun: true });
    for (const value of [10234, null, undefined, false, 'true', ['ana'], { by: 'ana' }]) {
      const text = typeof value === 'string' ? value : undefined;
      assert.equal(readMemo({ requestedBy: value }).requestedBy, text);
      assert.equal(readMemo({ reason: value }).reason, text);
      assert.equal(readMemo({ projectVersionArn: value }).projectVersionArn, text);
      assert.deepEqual(readMemo({ dryRun: value }), {});
    }
    assert.deepEqual(readMemo(undefined), {});
  });
});

describe('the model of a listed run', () => {
  it('is the one that the workflow ID names, whatever the memo says', () => {
    assert.equal(modelOfRun(`teardown-model/${ARN}`, {}), ARN);
    assert.equal(modelOfRun(`teardown-model/${ARN}`, { projectVersionArn: OTHER }), ARN);
  });

  it('is the one in the memo if the workflow ID has its digest', () => {
    const workflowId = `teardown-model/${arnDigest(ARN)}`;
    assert.equal(modelOfRun(workflowId, { projectVersionArn: ARN }), ARN);
    assert.equal(modelOfRun(workflowId, { projectVersionArn: OTHER }), arnDigest(ARN));
    assert.equal(modelOfRun(workflowId, {}), arnDigest(ARN));
  });
});
