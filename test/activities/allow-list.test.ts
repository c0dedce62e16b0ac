import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { ALLOW_ALL } from '../../activities/allow-list.js';
import { createTeardownActivities } from '../../activities/index.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/denied/1700000000000' as ProjectArn;
const MODEL =
  'arn:aws:rekognition:eu-west-1:111122223333:project/denied/version/v1/1700000000000' as ProjectVersionArn;
const DATASET = 'arn:aws:rekognition:eu-west-1:111122223333:project/denied/dataset/train/1700000000000';

const logger = new DefaultLogger('ERROR');
const activities = createTeardownActivities(() => assert.fail('AWS must not be called'), {
  allowLists: { ...ALLOW_ALL, projects: { deny: ['denied'] } },
});
const model = { projectVersionArn: MODEL, projectArn: PROJECT };

const CHANGES = {
  stopModel: () => activities.stopModel(model, {}),
  startModel: () => activities.startModel({ ...model, minInferenceUnits: 1 }),
  deleteModel: () => activities.deleteModel(model, {}),
  deleteDataset: () => activities.deleteDataset(DATASET, {}),
  deleteProject: () => activities.deleteProject(PROJECT, {}),
};

/** Returns the failure of an attempt at a change. Every attempt but the first is due some time after the activity. */
async function failureOf(change: () => Promise<unknown>, attempt: number): Promise<ApplicationFailure> {
  const scheduledTimestampMs = Date.now();
  const currentAttemptScheduledTimestampMs = scheduledTimestampMs + (attempt - 1) * 1000;
  const times = { scheduledTimestampMs, currentAttemptScheduledTimestampMs };
  const failed = new MockActivityEnvironment({ attempt, ...times }, { logger }).run(change);
  return failed.then(
    () => assert.fail('The change was allowed.'),
    (error: ApplicationFailure) => error,
  );
}

describe('a change that the worker is not allowed to send', () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`was not sent by the first attempt of ${name}`, async () => {
      const { type, message, nonRetryable, details } = await failureOf(change, 1);
      assert.deepEqual([type, nonRetryable, details], ['NotAllowed', true, [{ repeated: false }]]);
      assert.match(message, /denies the project denied, so no request about arn:.* was sent\. /);
    });

    it(`may have been sent by an earlier attempt of ${name}`, async () => {
      const { type, message, nonRetryable, details } = await failureOf(change, 2);
      assert.deepEqual([type, nonRetryable, details], ['NotAllowed', true, [{ repeated: true }]]);
      assert.match(message, /was not sent again\. An earlier attempt may have been carried out\./);
    });
  }
});
