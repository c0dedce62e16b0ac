import assert from 'node:assert/strict';
import { DescribeProjectsCommand } from '@aws-sdk/client-rekognition';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../activities/index.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { createAwsClients, type AwsClientOptions } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ARN =
  'arn:aws:rekognition:eu-west-1:111122223333:project/boxes/version/v1/1700000000001' as ProjectVersionArn;
const ROLE = { arn: 'arn:aws:iam::{account}:role/teardown' };
const logger = new DefaultLogger('ERROR', () => undefined);

describe('a worker whose clock is ten minutes behind', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator();
    await emulator.addProject({ name: 'shelves' });
    // Each service refuses a signature of the worker's clock.
    emulator.faults.add({ kind: 'skewedClock' });
  });
  afterEach(() => emulator.close());

  const awsWith = (options: Partial<AwsClientOptions> = {}) =>
    createAwsClients({
      endpoint: emulator.url,
      credentials: CREDENTIALS,
      ...options,
    });
  /** Makes attempts until one succeeds. AWS refuses the first signature of each client that is kept. */
  const succeeds = <T>(run: () => Promise<T>) =>
    eventually(() => new MockActivityEnvironment({}, { logger }).run<[], T, () => Promise<T>>(run), {
      patienceMs: 2_000,
    });

  it('lists the projects of a sweep', async () => {
    const activities = createTeardownActivities(awsWith());
    const { projects } = await succeeds(() => activities.listProjects(PLACE));
    assert.equal(projects.length, 1);
  });

  it('finds out that a model is gone', async () => {
    const activities = createTeardownActivities(awsWith());
    const look = await succeeds(() => activities.findModel({ projectVersionArn: ARN, tags: false }));
    assert.equal(look.found, false);
  });

  it('assumes a role', async () => {
    const { rekognition } = awsWith({ role: ROLE })(PLACE);
    await eventually(() => rekognition.send(new DescribeProjectsCommand({})), { patienceMs: 2_000 });
  });
});
