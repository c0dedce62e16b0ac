import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';
import { startAnsweringServer } from '../../support/web/answering-server.js';
import type { LocalServer } from '../../support/web/local-server.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1700000000000';
const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const logger = new DefaultLogger('ERROR', () => undefined);

describe('an answer with the projects of another place', () => {
  let server: LocalServer;
  let said: object;
  let activities: ReturnType<typeof createTeardownActivities>;
  before(async () => {
    server = await startAnsweringServer(() => said);
    const endpoint = `http://${server.address}`;
    activities = createTeardownActivities(createAwsClients({ endpoint, credentials: CREDENTIALS }));
  });
  after(() => server.close());

  const run = <T>(activity: () => Promise<T>) => new MockActivityEnvironment({}, { logger }).run(activity);
  const listing = (...arns: readonly string[]) => ({
    ProjectDescriptions: arns.map((ProjectArn) => ({ ProjectArn, Status: 'CREATED' })),
  });

  for (const [what, arn] of [
    ['Region', PROJECT.replace('eu-west-1', 'us-east-1')],
    ['account', PROJECT.replace('111122223333', '999999999999')],
  ] as const) {
    it(`does not count as the absence of a model: another ${what}`, async () => {
      said = listing(arn);
      const find = () => activities.findModel({ projectVersionArn: MODEL as ProjectVersionArn, tags: false });
      await assert.rejects(run(find), { type: 'NoAnswer' });
    });

    it(`is not swept: another ${what}`, async () => {
      said = listing(PROJECT, arn);
      await assert.rejects(
        run(() => activities.listProjects(PLACE)),
        { type: 'NoAnswer' },
      );
    });
  }
});
