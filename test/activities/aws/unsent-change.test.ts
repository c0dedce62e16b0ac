import assert from 'node:assert/strict';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { AwsAccess } from '../../../activities/aws/access.js';
import { deleteModel } from '../../../activities/model/change-model.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ProjectArn;
const MODEL = `${PROJECT.replace(/\/\d+$/, '')}/version/v1/1690000000000` as ProjectVersionArn;
const LOCATED = { projectVersionArn: MODEL, projectArn: PROJECT };

/** Cancels a change that waits for its turn, and returns what it ends with. */
async function cancelledInLine(environment: { readonly attempt?: number } = {}): Promise<unknown> {
  const access: AwsAccess = createAwsClients({ credentials: CREDENTIALS })({
    accountId: '111122223333',
    region: 'eu-west-1',
  });
  const activity = new MockActivityEnvironment(environment);
  const turn: AwsAccess['limits']['turn'] = (_, signal) =>
    new Promise((__, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      setImmediate(() => activity.cancel());
    });
  const aws = { ...access, limits: { ...access.limits, turn } };
  return activity
    .run(() => deleteModel(aws, LOCATED, { readAt: Date.now() }))
    .then(
      () => assert.fail('It was answered.'),
      (error: unknown) => error,
    );
}

describe('a change that is cancelled while it waits for its turn', () => {
  it('says that it was not sent', async () => {
    const error = await cancelledInLine();
    assert.ok(error instanceof CancelledFailure, String(error));
    assert.deepEqual(error.details, [{ repeated: false }]);
  });

  it('does not say so if an attempt before it may have been', async () => {
    const error = await cancelledInLine({ attempt: 2 });
    const details = error instanceof CancelledFailure ? error.details : undefined;
    assert.ok(!details?.length, String(error));
  });
});
