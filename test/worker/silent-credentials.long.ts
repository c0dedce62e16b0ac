import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../activities/index.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { createAwsClients, type AwsClientOptions } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';
import { listening } from '../support/web/local-server.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const logger = new DefaultLogger('ERROR', () => undefined);

describe('an activity whose source of credentials never answers', () => {
  const look = (options: Partial<AwsClientOptions>) => {
    const activities = createTeardownActivities(createAwsClients({ ...options }));
    const query = { projectVersionArn: ARN as ProjectVersionArn, tags: false };
    return new MockActivityEnvironment({}, { logger }).run(() => activities.findModel(query));
  };
  const failure = { type: 'CredentialsRefused', message: /no credentials within 30 s/ };

  it('fails if STS stops in the middle of its answer to AssumeRole', async () => {
    const sts = await listening(
      createServer((_, response) => {
        response.writeHead(200, { 'x-amzn-requestid': 'd1b7', 'content-length': '900' });
        response.write('<AssumeRoleResponse>');
      }),
    );
    const role = { arn: 'arn:aws:iam::{account}:role/teardown' };
    await assert.rejects(
      look({ endpoint: `http://${sts.address}`, credentials: CREDENTIALS, role }),
      failure,
    );
    sts.close();
  });

  it('fails if the command that the profile names hangs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'profile-'));
    const path = join(folder, 'config');
    await writeFile(path, '[profile slow]\ncredential_process = sleep 60\n');
    const before = { ...process.env };
    Object.assign(process.env, { AWS_CONFIG_FILE: path, AWS_PROFILE: 'slow' });
    try {
      await assert.rejects(look({ endpoint: 'http://127.0.0.1:1' }), failure);
    } finally {
      process.env = before;
      await rm(folder, { recursive: true });
    }
  });
});
