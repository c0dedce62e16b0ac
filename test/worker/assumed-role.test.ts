import assert from 'node:assert/strict';
import { DescribeProjectsCommand } from '@aws-sdk/client-rekognition';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isInvalid } from '../../activities/aws/errors.js';
import { failedCheck } from '../../doctor/aws-errors.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';

const ROLE = { arn: 'arn:aws:iam::{account}:role/model-teardown' };
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

describe('the credentials of an assumed role', () => {
  let server: Server;
  let expiration: string;
  let assumed = 0;
  /** How many times the worker's own credentials were read. */
  let found = 0;
  let refused = '';
  /** The error code with which STS answers everybody. */
  let refusal: string | undefined;
  before(async () => {
    // STS, Rekognition, and the source of the worker's own credentials.
    server = createServer((request, response) => {
      const isRekognition = request.headers['x-amz-target'] !== undefined;
      response.setHeader('x-amzn-requestid', 'r');
      if (isRekognition && request.headers['x-amz-security-token'] === refused) {
        response.statusCode = 400;
        response.end('{"__type": "ExpiredTokenException", "message": "expired"}');
        return;
      }
      if (isRekognition) {
        response.end('{"ProjectDescriptions": []}');
        return;
      }
      if (request.method === 'GET') {
        const Expiration = IN_AN_HOUR();
        found += 1;
        response.end(
          JSON.stringify({ AccessKeyId: 'A', SecretAccessKey: 'S', Token: `own-${found}`, Expiration }),
        );
        return;
      }
      if (request.headers['x-amz-security-token'] === refused) {
        response.statusCode = 403;
        response.end('<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>');
        return;
      }
      if (refusal !== undefined) {
        response.statusCode = 400;
        response.end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal}</Code><Message>no</Message></Error></ErrorResponse>`,
        );
        return;
      }
      assumed += 1;
      response.end(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T${assumed}</SessionToken>${expiration}</Credentials></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`,
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are not used without the time at which they expire, or for ever', async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const aws = createAwsClients({ endpoint, credentials: CREDENTIALS, role: ROLE });
    const { rekognition } = aws({ accountId: '111122223333', region: 'eu-west-1' });
    const call = () => rekognition.send(new DescribeProjectsCommand({}));
    expiration = '';
    await assert.rejects(call(), {
      name: 'CredentialsProviderError',
      message: /AssumeRole of .*111122223333:role\/model-teardown .* without the time at which they expire/,
    });
    expiration = `<Expiration>${IN_AN_HOUR()}</Expiration>`;
    await call();
    await call();
    assert.equal(assumed, 2);
  });

  for (const which of ['its own', 'fixed'] as const) {
    it(`are renewed if AWS says that they have expired, whatever the clock says: ${which} credentials`, async () => {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const aws = createAwsClients({ endpoint, credentials: CREDENTIALS, role: ROLE });
      const access = aws({ accountId: '111122223333', region: 'eu-west-1' });
      const call = () =>
        (which === 'fixed' ? access.withFixedCredentials() : access).rekognition.send(
          new DescribeProjectsCommand({}),
        );
      expiration = `<Expiration>${IN_AN_HOUR()}</Expiration>`;
      await call();
      refused = `T${assumed}`;
      await assert.rejects(call(), { name: 'ExpiredTokenException' });
      await eventually(call, { patienceMs: 10_000 });
    });
  }

  const ROLE_ARN = 'arn:aws:iam::111122223333:role/model-teardown';
  const ACTION = 'rekognition:DescribeProjects';

  const refusedWith = async (code: string): Promise<unknown> => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const aws = createAwsClients({ endpoint, credentials: CREDENTIALS, role: ROLE });
    const { rekognition } = aws({ accountId: '111122223333', region: 'eu-west-1' });
    refusal = code;
    try {
      return await rekognition.send(new DescribeProjectsCommand({})).catch((error: unknown) => error);
    } finally {
      refusal = undefined;
    }
  };

  it("are named with the role, STS's action and both policies if STS denies them", async () => {
    const error = await refusedWith('AccessDenied');
    assert.equal(
      failedCheck(ACTION, error).message,
      `sts:AssumeRole of ${ROLE_ARN} for ${ACTION}: AccessDenied: no. Allow sts:AssumeRole in the policy of the worker's own credentials and in the trust policy of ${ROLE_ARN}, and check TEARDOWN_ROLE_EXTERNAL_ID.`,
    );
  });

  it('are no invalid request if STS calls what the worker is configured with invalid', async () => {
    const error = await refusedWith('ValidationError');
    assert.equal(isInvalid(error), false);
    assert.match(
      failedCheck(ACTION, error).message,
      /Correct TEARDOWN_ROLE_ARN or TEARDOWN_ROLE_EXTERNAL_ID\.$/,
    );
  });

  it("are renewed if AWS says that the worker's own credentials have expired", async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = endpoint;
    try {
      const aws = createAwsClients({ endpoint, role: ROLE });
      const { rekognition } = aws({ accountId: '111122223333', region: 'eu-west-1' });
      expiration = `<Expiration>${new Date(Date.now() + 1000).toISOString()}</Expiration>`;
      await rekognition.send(new DescribeProjectsCommand({}));
      refused = `own-${found}`;
      await eventually(() => rekognition.send(new DescribeProjectsCommand({})), { patienceMs: 10_000 });
    } finally {
      delete process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
    }
  });
});
