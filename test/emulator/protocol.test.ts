import assert from 'node:assert/strict';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-west-1/rekognition/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
  '0'.repeat(64);
const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe("the emulator's protocol", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const post = async (
    target: string,
    body: string,
    headers: Record<string, string> = { authorization: SIGNED },
  ) => {
    const response = await fetch(emulator.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as ErrorBody };
  };
  interface ErrorBody {
    readonly __type: string;
    readonly Code: string;
    readonly Logref: string;
    readonly Message: string;
  }

  it('returns errors in the format of AWS, with a request ID', async () => {
    const { status, headers, body } = await post(
      'RekognitionService.StopProjectVersion',
      JSON.stringify({ ProjectVersionArn: ARN }),
    );
    assert.equal(status, 400);
    assert.equal(body.__type, 'ResourceNotFoundException');
    assert.equal(body.Code, body.__type);
    assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(body.Logref, headers.get('x-amzn-requestid'));
    assert.equal(headers.get('content-type'), 'application/x-amz-json-1.1');
  });

  for (const [what, headers, code] of [
    ['unsigned', {}, 'MissingAuthenticationTokenException'],
    [
      'signed for another service',
      { authorization: SIGNED.replace('rekognition', 'sts') },
      'InvalidSignatureException',
    ],
    ['signed in another way', { authorization: 'Basic dXNlcjpwYXNz' }, 'IncompleteSignatureException'],
  ] as const) {
    it(`rejects requests that are ${what}`, async () => {
      const { status, body } = await post('RekognitionService.DescribeProjects', '{}', headers);
      assert.equal(status, 400);
      assert.equal(body.__type, code);
    });
  }

  for (const [what, operation, input, code] of [
    ['no ARN', 'StopProjectVersion', {}, 'ValidationException'],
    [
      'an ARN that is none',
      'StopProjectVersion',
      { ProjectVersionArn: 'nope-nope-nope-nope-nope' },
      'ValidationException',
    ],
    [
      "a project's ARN for a model's",
      'DeleteProjectVersion',
      { ProjectVersionArn: ARN.replace('/version/v1', '') },
      'ValidationException',
    ],
    ['a number for a text', 'DeleteProjectVersion', { ProjectVersionArn: 1 }, 'SerializationException'],
    ['too large a page', 'DescribeProjects', { MaxResults: 101 }, 'ValidationException'],
    ['too many names', 'DescribeProjects', { ProjectNames: Array(11).fill('a') }, 'ValidationException'],
    ['a feature that is none', 'DescribeProjects', { Features: ['FACES'] }, 'ValidationException'],
    [
      'no inference units',
      'StartProjectVersion',
      { ProjectVersionArn: ARN, MinInferenceUnits: 0 },
      'ValidationException',
    ],
    ['an operation that is none', 'CancelTraining', {}, 'UnknownOperationException'],
  ] as const) {
    it(`rejects ${what}`, async () => {
      const { status, body } = await post(`RekognitionService.${operation}`, JSON.stringify(input));
      assert.equal(status, 400);
      assert.equal(body.__type, code);
    });
  }

  it('rejects bodies that are not JSON', async () => {
    const { body } = await post('RekognitionService.DescribeProjects', '{"MaxResults":');
    assert.equal(body.__type, 'SerializationException');
  });

  it('logs every call', async () => {
    const before = emulator.calls.length;
    await post('RekognitionService.StopProjectVersion', JSON.stringify({ ProjectVersionArn: ARN }));
    const [call] = emulator.calls.slice(before);
    assert.equal(call?.operation, 'StopProjectVersion');
    assert.equal(call?.region, 'eu-west-1');
    assert.equal(call?.error, 'ResourceNotFoundException');
    assert.deepEqual(JSON.parse(call?.input ?? ''), { ProjectVersionArn: ARN });
    const listed = (await (await fetch(`${emulator.url}/_emulator/calls`)).json()) as unknown[];
    assert.equal(listed.length, emulator.calls.length);
  });

  it('returns the account of the caller, as STS does', async () => {
    const sts = new STSClient({ endpoint: emulator.url, region: 'eu-west-1', credentials: CREDENTIALS });
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, '111122223333');
    const unsigned = await fetch(emulator.url, { method: 'POST', body: 'Action=GetCallerIdentity' });
    assert.equal(unsigned.status, 403);
  });
});
