import assert from 'node:assert/strict';
import {
  DeleteProjectCommand,
  DeleteProjectVersionCommand,
  DescribeProjectVersionsCommand,
  DescribeProjectsCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import type { Fault } from '../../emulator/faults.js';
import { CREDENTIALS } from '../support/credentials.js';
import { rekognitionClient } from '../support/rekognition-client.js';

const DELETING_MS = 1000;

describe("the emulator's misleading answers", () => {
  let emulator: Emulator;
  let client: RekognitionClient;
  let now: number;
  let projectArn: string;
  let arn: string;

  beforeEach(async () => {
    now = Date.now();
    emulator = await startEmulator({ clock: () => now, durations: { deleting: DELETING_MS } });
    client = rekognitionClient(emulator.url);
    projectArn = await emulator.addProject({ name: 'shelves' });
    arn = await emulator.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  const meet = (kind: Fault['kind'], times = 1) => emulator.faults.add({ kind, times });
  const versions = (input: { VersionNames?: string[]; MaxResults?: number; NextToken?: string } = {}) =>
    client.send(new DescribeProjectVersionsCommand({ ProjectArn: projectArn, ...input }));
  const deleteModel = () => client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));

  for (const kind of ['emptyAnswer', 'foreignJson'] as const) {
    it(`include ${kind}: 200 with a request ID and without the requested member`, async () => {
      meet(kind);
      const answer = await versions();
      assert.equal(answer.ProjectVersionDescriptions, undefined);
      assert.equal(answer.$metadata.httpStatusCode, 200);
      assert.ok(answer.$metadata.requestId);
    });
  }

  it('include an empty answer from STS', async () => {
    const sts = new STSClient({ endpoint: emulator.url, region: 'eu-west-1', credentials: CREDENTIALS });
    meet('emptyAnswer');
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, undefined);
    assert.ok((await sts.send(new GetCallerIdentityCommand({}))).Account);
  });

  it('include a correct answer with the wrong content type, and one without a request ID', async () => {
    meet('wrongContentType');
    assert.equal((await versions()).ProjectVersionDescriptions?.length, 1);
    meet('noRequestId');
    const answer = await versions();
    assert.equal(answer.ProjectVersionDescriptions?.length, 1);
    assert.equal(answer.$metadata.requestId, undefined);
  });

  it('include a NextToken that is repeated forever', async () => {
    meet('repeatedToken', Infinity);
    const { NextToken = '' } = await versions();
    const again = await versions({ NextToken });
    assert.equal(again.NextToken, NextToken);
    assert.equal(again.ProjectVersionDescriptions?.length, 1);
  });

  it('include a page that is lost in the middle', async () => {
    for (const name of ['v2', 'v3']) await emulator.addModel({ projectArn, name });
    const first = await versions({ MaxResults: 1 });
    meet('lostPage');
    const lost = await versions({ MaxResults: 1, NextToken: first.NextToken ?? '' });
    assert.deepEqual(lost.ProjectVersionDescriptions, []);
    const last = await versions({ MaxResults: 1, NextToken: lost.NextToken ?? '' });
    assert.match(last.ProjectVersionDescriptions?.[0]?.ProjectVersionArn ?? '', /v3/);
  });

  it('include the rejection of a call because of one unknown name', async () => {
    meet('unknownNames', Infinity);
    await assert.rejects(versions({ VersionNames: ['v1', 'v9'] }), { name: 'ResourceNotFoundException' });
    assert.equal((await versions({ VersionNames: ['v1'] })).ProjectVersionDescriptions?.length, 1);
    assert.equal((await versions()).ProjectVersionDescriptions?.length, 1);
  });

  it('include a change that is accepted and not carried out', async () => {
    meet('ignored');
    assert.equal((await deleteModel()).Status, 'DELETING');
    assert.equal(await emulator.statusOf(arn), 'STOPPED');
  });

  it('include a change that is accepted and undone', async () => {
    meet('undone');
    assert.equal((await deleteModel()).Status, 'DELETING');
    assert.equal(await emulator.statusOf(arn), 'DELETING');
    now += DELETING_MS;
    assert.equal(await emulator.statusOf(arn), 'STOPPED');
    await deleteModel();
    now += DELETING_MS;
    assert.equal(await emulator.statusOf(arn), undefined);

    meet('undone');
    assert.equal(
      (await client.send(new DeleteProjectCommand({ ProjectArn: projectArn }))).Status,
      'DELETING',
    );
    now += DELETING_MS;
    assert.equal(await emulator.projectExists(projectArn), true);
  });

  it('include an expired token', async () => {
    meet('expiredToken');
    await assert.rejects(versions(), { name: 'ExpiredTokenException' });
  });

  it('include a skewed clock, to which the SDK adjusts its next signature', async () => {
    meet('skewedClock', Infinity);
    const projects = () => client.send(new DescribeProjectsCommand({}));
    await assert.rejects(projects(), { name: 'InvalidSignatureException' });
    await projects();
  });
});
