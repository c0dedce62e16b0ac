import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeProjectsCommand } from '@aws-sdk/client-rekognition';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { openRecords } from '../../records/record-store.js';
import { createAwsClients, type AwsClientOptions } from '../../worker/aws-clients.js';
import { eventually } from '../support/eventually.js';
import { listening, type LocalServer } from '../support/web/local-server.js';

const OWNER = { accountId: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1700000000001';
const ROLE = { arn: 'arn:aws:iam::{account}:role/model-teardown' };

describe('credentials in a file', () => {
  const before = { ...process.env };
  let folder: string;
  let server: LocalServer;
  /** The access keys that AWS no longer accepts, and the error with which it refuses them. */
  const refused = new Map<string, string>();
  let assumed = 0;

  const write = (keyId: string) =>
    writeFile(
      join(folder, 'credentials'),
      `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = secret\n`,
    );

  /** Answers as Rekognition, as S3, and as STS with credentials of a role. */
  function answer({ headers, method }: IncomingMessage, response: ServerResponse): void {
    const keyId = /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
    const error = refused.get(keyId);
    const isRekognition = headers['x-amz-target'] !== undefined;
    response.setHeader('x-amzn-requestid', 'r');
    response.setHeader('x-amz-request-id', 'r');
    if (error !== undefined) response.statusCode = 400;
    if (isRekognition) {
      response.end(error === undefined ? '{"ProjectDescriptions": []}' : JSON.stringify({ __type: error }));
    } else if (method === 'GET') {
      response.setHeader('etag', '"e"');
      response.end(error === undefined ? '{}' : `<Error><Code>${error}</Code></Error>`);
    } else if (error !== undefined) {
      response.end(`<ErrorResponse><Error><Code>${error}</Code></Error></ErrorResponse>`);
    } else {
      assumed += 1;
      // The SDK asks again before each call, since these are about to end.
      response.end(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE${assumed}</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>${new Date(Date.now() + 1000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    }
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    refused.clear();
    server = await listening(createServer(answer));
    for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
      delete process.env[name];
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  });
  afterEach(async () => {
    process.env = { ...before };
    server.close();
    await rm(folder, { recursive: true });
  });

  const access = (options: Partial<AwsClientOptions> = {}) =>
    createAwsClients({ endpoint: `http://${server.address}`, ...options })(OWNER);

  const calls: Record<'Rekognition' | 'S3', () => () => Promise<unknown>> = {
    Rekognition() {
      const { rekognition } = access();
      return () => rekognition.send(new DescribeProjectsCommand({}));
    },
    S3() {
      const bucket = { bucket: 'records', prefix: '', region: 'eu-west-1', keeping: 'required' } as const;
      const records = openRecords(bucket, { endpoint: `http://${server.address}` });
      return () => records.read(ARN as ProjectVersionArn);
    },
  };

  for (const [service, error] of [
    ['Rekognition', 'ExpiredTokenException'],
    ['Rekognition', 'UnrecognizedClientException'],
    ['S3', 'ExpiredToken'],
    ['S3', 'TokenRefreshRequired'],
    ['S3', 'InvalidAccessKeyId'],
    ['S3', 'InvalidToken'],
    ['S3', 'InvalidSecurity'],
    ['S3', 'SignatureDoesNotMatch'],
  ] as const) {
    it(`are read again if they were renewed after ${error} of ${service}`, async () => {
      const call = calls[service]();
      await write('OLD');
      await call();
      refused.set('OLD', error);
      await assert.rejects(call(), { name: error });
      await write('NEW');
      await eventually(call, { patienceMs: 5_000 });
    });
  }

  for (const error of ['InvalidClientTokenId', 'MissingAuthenticationToken']) {
    it(`are read again if STS answers ${error} to those that assume a role`, async () => {
      const { rekognition } = access({ role: ROLE });
      const call = () => rekognition.send(new DescribeProjectsCommand({}));
      await write('OWN');
      await call();
      refused.set('OWN', error);
      await assert.rejects(call(), { name: error });
      await write('OTHER');
      await eventually(call, { patienceMs: 5_000 });
    });
  }
});
