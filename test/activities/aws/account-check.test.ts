import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { createTeardownActivities } from '../../../activities/index.js';
import type { Look } from '../../../contract/activities.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const logger = new DefaultLogger('ERROR', () => undefined);

describe('an empty answer of another account', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ accountId: '999999999999' });
  });
  afterEach(() => emulator.close());

  const look = (
    credentials: AwsCredentialIdentity | (() => Promise<AwsCredentialIdentity>),
    arn: string = ARN,
  ) => {
    const aws = createAwsClients({
      endpoint: emulator.url,
      credentials: credentials as AwsCredentialIdentity,
    });
    const activities = createTeardownActivities(aws);
    const query = { projectVersionArn: arn as ProjectVersionArn, tags: false };
    const run = () => activities.findModel(query);
    return new MockActivityEnvironment({}, { logger }).run<[], Look, typeof run>(run);
  };

  it('proves nothing, whatever account the settings of the credentials claim', async () => {
    // The SDK takes it from AWS_ACCOUNT_ID or from a profile, without asking AWS.
    await assert.rejects(look({ ...CREDENTIALS, accountId: '111122223333' }), { type: 'AccessDenied' });
  });

  it('proves nothing, whatever credentials the next call would have', async () => {
    const others = { ...CREDENTIALS, accessKeyId: 'ASIA111122223333X74' };
    let resolved = 0;
    const changing = () => Promise.resolve((resolved += 1) === 1 ? CREDENTIALS : others);
    await assert.rejects(look(changing), { type: 'AccessDenied' });
  });

  it('proves nothing if the credentials change to those of the right account right after it', async () => {
    const projectArn = await emulator.addProject({ name: 'shelves', accountId: '111122223333' });
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    // The SDK asks for new credentials before every call if they are about to expire.
    const expiration = new Date(Date.now() + 60_000);
    const others = { ...CREDENTIALS, accessKeyId: 'ASIA111122223333X74', expiration };
    let resolved = 0;
    const changing = () => Promise.resolve((resolved += 1) === 1 ? { ...CREDENTIALS, expiration } : others);
    const { found } = await look(changing, arn);
    assert.equal(found, true);
  });
});
