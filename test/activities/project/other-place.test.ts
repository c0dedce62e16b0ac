import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1700000000000';
const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const logger = new DefaultLogger('ERROR', () => undefined);

describe('an answer with the projects of another place', () => {
  let server: Server;
  let said: object;
  let activities: ReturnType<typeof createTeardownActivities>;
  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'x-amzn-requestid': 'd1b7' });
      response.end(JSON.stringify(said));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    activities = createTeardownActivities(
      createAwsClients({ foreignEndpoint: true, endpoint, credentials: CREDENTIALS }),
    );
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

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
