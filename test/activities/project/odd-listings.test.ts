import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { ProjectArn } from '../../../contract/arn.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';
import { startAnsweringServer } from '../../support/web/answering-server.js';
import type { LocalServer } from '../../support/web/local-server.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1700000000000';
const SHELVES = { ProjectArn: PROJECT, Status: 'CREATED' };
const DOORS = { ProjectArn: PROJECT.replace('shelves', 'doors'), Status: 'CREATED' };
const logger = new DefaultLogger('ERROR', () => undefined);

describe('a listing of AWS', () => {
  let server: LocalServer;
  let pages: Readonly<Record<string, object>>;
  let activities: ReturnType<typeof createTeardownActivities>;
  before(async () => {
    server = await startAnsweringServer((nextToken) => pages[nextToken]);
    const endpoint = `http://${server.address}`;
    activities = createTeardownActivities(createAwsClients({ endpoint, credentials: CREDENTIALS }));
  });
  after(() => server.close());

  const listed = (): ReturnType<typeof activities.listProjects> =>
    new MockActivityEnvironment({}, { logger }).run(() => activities.listProjects(PLACE));

  it('ends with an empty token, as it does for the SDKs', async () => {
    pages = { '': { ProjectDescriptions: [SHELVES], NextToken: '' } };
    assert.equal((await listed()).projects.length, 1);
  });

  it('names a project once that has moved to the next page', async () => {
    pages = {
      '': { ProjectDescriptions: [SHELVES, DOORS], NextToken: 'x' },
      x: { ProjectDescriptions: [{ ...DOORS, Status: 'DELETING' }] },
    };
    const { projects } = await listed();
    assert.deepEqual(
      projects.map(({ projectArn }) => projectArn),
      [PROJECT, DOORS.ProjectArn],
    );
  });

  it('may leave the feature of Custom Labels empty', async () => {
    pages = { '': { ProjectDescriptions: [{ ...SHELVES, Feature: '' }] } };
    assert.equal((await listed()).projects[0]?.feature, 'CUSTOM_LABELS');
  });

  it('shows datasets in the same order, whatever that of AWS', async () => {
    const dataset = (type: string) => ({
      DatasetArn: `${PROJECT.slice(0, -14)}/dataset/${type}/1700000000002`,
      DatasetType: type.toUpperCase(),
      Status: 'DELETE_IN_PROGRESS',
    });
    const datasets = [dataset('train'), dataset('test')];
    const seen = [];
    for (const Datasets of [datasets, datasets.toReversed()]) {
      pages = { '': { ProjectDescriptions: [{ ...SHELVES, Datasets }] } };
      seen.push(
        await new MockActivityEnvironment({}, { logger }).run(() =>
          activities.findProject({ projectArn: PROJECT as ProjectArn }).then((it) => ({ ...it, readAt: 0 })),
        ),
      );
    }
    assert.deepEqual(seen[0], seen[1]);
  });
});
