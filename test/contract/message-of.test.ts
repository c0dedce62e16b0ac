import assert from 'node:assert/strict';
import { DescribeProjectsCommand } from '@aws-sdk/client-rekognition';
import { failedCheck } from '../../doctor/aws-errors.js';
import { inWords } from '../../activities/aws/errors.js';
import { whyNoAnswer } from '../../activities/webhook.js';
import { messageOf as messageForPeople } from '../../client/commands/exit-codes.js';
import { createGatekeeper } from '../../codec/gatekeeper.js';
import { loadKeyring } from '../../codec/keyring.js';
import { messageOf } from '../../contract/message-of.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { CREDENTIALS } from '../support/credentials.js';
import { UNREACHABLE, useUnreachableHost } from '../support/web/unreachable-host.js';

describe('the message of an error', () => {
  it('is its own, else that of its first reason, else its code', () => {
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    assert.equal(messageOf(new AggregateError([new Error('a')], 'all failed')), 'all failed');
    assert.equal(messageOf(new AggregateError([new Error('a'), new Error('b')])), 'a');
    assert.equal(messageOf(new AggregateError([refused])), 'ECONNREFUSED');
    assert.equal(messageOf('thrown'), 'thrown');
  });
});

describe('the message about a host none of whose addresses answers', () => {
  useUnreachableHost();
  const REASON = /AggregateError: connect ECONNREFUSED 127\.0\.0\.1:2/;
  const earlier = { ...process.env };
  afterEach(() => {
    process.env = { ...earlier };
  });

  const refused = async () => {
    const aws = createAwsClients({ endpoint: UNREACHABLE, credentials: CREDENTIALS });
    const { rekognition } = aws({ accountId: '111122223333', region: 'eu-west-1' });
    const asked = rekognition.send(new DescribeProjectsCommand({}));
    return asked.catch((error: unknown) => error);
  };

  it('names the reason if the host is that of AWS', async () => {
    const error = await refused();
    assert.match(inWords(error), REASON);
    assert.match(messageOf(failedCheck('rekognition:DescribeProjects', error)), REASON);
    assert.match(messageForPeople(error), /^connect ECONNREFUSED/);
  });

  it('names the reason if the host is that of KMS', async () => {
    process.env['AWS_ENDPOINT_URL_KMS'] = UNREACHABLE;
    process.env['AWS_REGION'] = 'eu-west-1';
    process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
    await assert.rejects(loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: '2026=kms:AAAA' }), { message: REASON });
  });

  it('names the reason if the host is that of an identity provider', async () => {
    const gatekeeper = createGatekeeper({ issuer: UNREACHABLE, audience: 'a', allowed: ['*'] });
    await assert.rejects(gatekeeper, { message: /\(connect ECONNREFUSED 127\.0\.0\.1:2\)/ });
  });

  it('names the code if the host is that of a webhook', async () => {
    const error: unknown = await fetch(UNREACHABLE).catch((thrown: unknown) => thrown);
    assert.equal(whyNoAnswer(error), 'ECONNREFUSED');
  });
});
