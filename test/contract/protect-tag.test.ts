import assert from 'node:assert/strict';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { parseSweepRequest } from '../../contract/sweep/request.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };

describe('a tag in a request', () => {
  const isAccepted = (tag: string) => [
    parseTeardownRequest({ projectVersionArn: ARN, protectTag: tag }).ok,
    parseSweepRequest({ ...PLACE, olderThan: '1d', protectTag: tag }).ok,
    parseSweepRequest({ ...PLACE, tags: [tag] }).ok,
  ];

  for (const tag of [
    'keep=',
    'keep=until=2030',
    'cost center=R+D / vision @ Köln',
    'aws:cloudformation:stack-name=shelves',
    '保護=はい',
    'k='.padEnd(258, 'v'),
  ]) {
    it(`may be ${tag.slice(0, 40)}`, () => assert.deepEqual(isAccepted(tag), [true, true, true]));
  }

  // A protectTag that no tag can match would protect nothing, and nobody would notice.
  for (const tag of [
    'teardown=never\n',
    'teardown=never ',
    ' teardown=never',
    'teardown = never',
    'teardown=\tnever',
    '"teardown=never"',
    'teardown="never"',
    "teardown='never'",
    '“teardown=never”',
    'teardown=never,keep=yes',
    'teardown=never;',
    'teardown=*',
    'teardown=never\u200B',
  ]) {
    it(`is rejected, since no tag would match it: ${JSON.stringify(tag)}`, () => {
      assert.deepEqual(isAccepted(tag), [false, false, false]);
    });
  }
});
