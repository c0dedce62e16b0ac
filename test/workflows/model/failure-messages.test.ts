import assert from 'node:assert/strict';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { unrestorable } from '../../../workflows/model/failure-messages.js';

const projectVersionArn =
  'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690000000000' as ProjectVersionArn;

describe('the failure of a restore', () => {
  for (const [what, status, mayBeDeleting, startAccepted, words] of [
    [
      'an accepted Start that led to nothing',
      'STOPPED',
      false,
      true,
      /accepted StartProjectVersion.*is STOPPED/,
    ],
    [
      'a status that can not be started',
      'EXPIRED',
      false,
      false,
      /is EXPIRED, from which .*Nothing was deleted/,
    ],
    ['a model that somebody else deleted', 'GONE', false, false, /deleted by somebody else/],
    [
      'a Delete that may have been carried out',
      'DELETING',
      true,
      false,
      /DeleteProjectVersion was sent earlier/,
    ],
  ] as const) {
    it(`names ${what}`, () => {
      const message = unrestorable({ projectVersionArn, status }, { mayBeDeleting, startAccepted });
      assert.match(message, words);
      assert.ok(message.startsWith(projectVersionArn), message);
    });
  }
});
