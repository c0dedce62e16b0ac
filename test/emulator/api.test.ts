import assert from 'node:assert/strict';
import {
  CopyProjectVersionCommand,
  DeleteDatasetCommand,
  DeleteProjectCommand,
  DeleteProjectPolicyCommand,
  DeleteProjectVersionCommand,
  DescribeDatasetCommand,
  DescribeProjectsCommand,
  type DescribeProjectsCommandInput,
  DescribeProjectVersionsCommand,
  ListProjectPoliciesCommand,
  ListTagsForResourceCommand,
  paginateDescribeProjectVersions,
  RekognitionClient,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';
import { rekognitionClient } from '../support/rekognition-client.js';

const DURATIONS = { training: 100, copying: 100, starting: 100, stopping: 100, deleting: 100 };

describe('the emulator with the AWS SDK for JavaScript', () => {
  let emulator: Emulator;
  let client: RekognitionClient;
  let projectArn: string;
  let now = Date.parse('2026-01-01T00:00:00Z');
  const pass = (ms: number) => void (now += ms);

  beforeEach(async () => {
    emulator = await startEmulator({ durations: DURATIONS, clock: () => now });
    client = rekognitionClient(emulator.url);
    projectArn = await emulator.addProject({ name: 'shelves' });
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  const describeVersions = async (VersionNames?: string[]) => {
    const command = new DescribeProjectVersionsCommand({ ProjectArn: projectArn, VersionNames });
    return (await client.send(command)).ProjectVersionDescriptions ?? [];
  };
  const statuses = async () => (await describeVersions()).map(({ Status }) => Status);

  it('lists projects by name, and adapter projects only with Features', async () => {
    await emulator.addProject({ name: 'adapter', feature: 'CONTENT_MODERATION' });
    await emulator.addProject({ name: 'elsewhere', region: 'us-east-1' });
    const named = async (input: DescribeProjectsCommandInput) =>
      (await client.send(new DescribeProjectsCommand(input))).ProjectDescriptions?.map(
        (it) => it.ProjectArn?.split('/')[1],
      );
    assert.deepEqual(await named({}), ['shelves']);
    assert.deepEqual(await named({ Features: ['CUSTOM_LABELS', 'CONTENT_MODERATION'] }), [
      'shelves',
      'adapter',
    ]);
    assert.deepEqual(await named({ ProjectNames: ['adapter'] }), []);
    assert.deepEqual(await named({ ProjectNames: ['nobody'] }), []);
  });

  it('leaves Feature empty for Custom Labels, as AWS does', async () => {
    const { ProjectDescriptions } = await client.send(new DescribeProjectsCommand({}));
    assert.equal(ProjectDescriptions?.[0]?.Feature, undefined);
    assert.ok(ProjectDescriptions?.[0]?.CreationTimestamp instanceof Date);
  });

  it('starts, stops and deletes a model', async () => {
    const arn = await emulator.addModel({ projectArn, name: 'v1' });
    const start = new StartProjectVersionCommand({
      ProjectVersionArn: arn,
      MinInferenceUnits: 1,
      MaxInferenceUnits: 3,
    });
    assert.equal((await client.send(start)).Status, 'STARTING');
    pass(100);
    assert.deepEqual(await statuses(), ['RUNNING']);
    assert.equal((await describeVersions())[0]?.MaxInferenceUnits, 3);

    const stop = await client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    assert.equal(stop.Status, 'STOPPING');
    pass(100);
    assert.deepEqual(await statuses(), ['STOPPED']);

    const deletion = await client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));
    assert.equal(deletion.Status, 'DELETING');
    pass(100);
    assert.deepEqual(await statuses(), []);
  });

  it('completes training and copying', async () => {
    await emulator.addModel({ projectArn, name: 'v1', status: 'TRAINING_IN_PROGRESS' });
    const source = await emulator.addModel({ projectArn, name: 'v2' });
    const { ProjectVersionArn: copy } = await client.send(
      new CopyProjectVersionCommand({
        SourceProjectArn: projectArn,
        SourceProjectVersionArn: source,
        DestinationProjectArn: projectArn,
        VersionName: 'v3',
        OutputConfig: { S3Bucket: 'bucket', S3KeyPrefix: 'models' },
      }),
    );
    assert.deepEqual(await statuses(), ['TRAINING_IN_PROGRESS', 'TRAINING_COMPLETED', 'COPYING_IN_PROGRESS']);
    const [described] = await describeVersions(['v3']);
    assert.equal(described?.ProjectVersionArn, copy);
    assert.equal(described?.SourceProjectVersionArn, source);
    pass(100);
    assert.deepEqual(await statuses(), ['TRAINING_COMPLETED', 'TRAINING_COMPLETED', 'COPYING_COMPLETED']);
  });

  for (const [what, status, command, error] of [
    ['stop a model that is not running', 'STOPPED', StopProjectVersionCommand, 'ResourceInUseException'],
    ['delete a running model', 'RUNNING', DeleteProjectVersionCommand, 'ResourceInUseException'],
    [
      'delete a training model',
      'TRAINING_IN_PROGRESS',
      DeleteProjectVersionCommand,
      'ResourceInUseException',
    ],
    [
      'delete a model that is being deleted',
      'DELETING',
      DeleteProjectVersionCommand,
      'ResourceInUseException',
    ],
  ] as const) {
    it(`refuses to ${what}`, async () => {
      const arn = await emulator.addModel({ projectArn, name: 'v1', status });
      await assert.rejects(client.send(new command({ ProjectVersionArn: arn })), { name: error });
      assert.equal(await emulator.statusOf(arn), status);
    });
  }

  it('does not stop adapters', async () => {
    const adapters = await emulator.addProject({ name: 'adapters', feature: 'CONTENT_MODERATION' });
    const arn = await emulator.addModel({ projectArn: adapters, name: 'v1' });
    await assert.rejects(client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn })), {
      name: 'InvalidParameterException',
    });
  });

  it('allows two running models, but not three', async () => {
    const arns = [];
    for (const name of ['v1', 'v2', 'v3']) arns.push(await emulator.addModel({ projectArn, name }));
    const start = (arn: string | undefined) =>
      client.send(new StartProjectVersionCommand({ ProjectVersionArn: arn, MinInferenceUnits: 1 }));
    await start(arns[0]);
    await start(arns[1]);
    await assert.rejects(start(arns[2]), { name: 'LimitExceededException' });
  });

  it('distinguishes versions of the same name by ARN', async () => {
    const first = await emulator.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
    await client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: first }));
    pass(100);
    assert.deepEqual(await statuses(), []);
    const second = await emulator.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
    assert.notEqual(first, second);
    await assert.rejects(client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: first })), {
      name: 'ResourceNotFoundException',
    });
    assert.deepEqual(
      (await describeVersions(['v1'])).map((it) => it.ProjectVersionArn),
      [second],
    );
  });

  it('paginates, and rejects unknown tokens', async () => {
    for (let n = 0; n < 5; n += 1) await emulator.addModel({ projectArn, name: `v${n}` });
    const sizes = [];
    const pages = paginateDescribeProjectVersions({ client, pageSize: 2 }, { ProjectArn: projectArn });
    for await (const page of pages) sizes.push(page.ProjectVersionDescriptions?.length);
    assert.deepEqual(sizes, [2, 2, 1]);
    await assert.rejects(
      client.send(new DescribeProjectVersionsCommand({ ProjectArn: projectArn, NextToken: 'mine' })),
      { name: 'InvalidPaginationTokenException' },
    );
  });

  it('deletes a project once it is empty', async () => {
    const command = new DeleteProjectCommand({ ProjectArn: projectArn });
    const dataset = await emulator.addDataset({ projectArn, type: 'train' });
    await assert.rejects(client.send(command), { name: 'ResourceInUseException' });
    await client.send(new DeleteDatasetCommand({ DatasetArn: dataset }));
    pass(100);
    assert.equal((await client.send(command)).Status, 'DELETING');
    pass(100);
    await assert.rejects(client.send(new DescribeProjectVersionsCommand({ ProjectArn: projectArn })), {
      name: 'ResourceNotFoundException',
    });
  });

  it('deletes a dataset, unless it is being created', async () => {
    const made = await emulator.addDataset({ projectArn, type: 'train' });
    const making = await emulator.addDataset({ projectArn, type: 'test', status: 'CREATE_IN_PROGRESS' });
    const status = async () =>
      (await client.send(new DescribeDatasetCommand({ DatasetArn: made }))).DatasetDescription?.Status;
    assert.equal(await status(), 'CREATE_COMPLETE');
    await client.send(new DeleteDatasetCommand({ DatasetArn: made }));
    assert.equal(await status(), 'DELETE_IN_PROGRESS');
    pass(100);
    await assert.rejects(status(), { name: 'ResourceNotFoundException' });
    await assert.rejects(client.send(new DeleteDatasetCommand({ DatasetArn: making })), {
      name: 'ResourceInUseException',
    });
  });

  it('keeps project policies and tags', async () => {
    await emulator.addPolicy(projectArn, 'share');
    const list = new ListProjectPoliciesCommand({ ProjectArn: projectArn });
    const policy = { ProjectArn: projectArn, PolicyName: 'share' };
    assert.equal((await client.send(list)).ProjectPolicies?.[0]?.PolicyName, 'share');
    await assert.rejects(
      client.send(new DeleteProjectPolicyCommand({ ...policy, PolicyRevisionId: 'abc' })),
      {
        name: 'InvalidPolicyRevisionIdException',
      },
    );
    await client.send(new DeleteProjectPolicyCommand(policy));
    assert.deepEqual((await client.send(list)).ProjectPolicies, []);

    const arn = await emulator.addModel({ projectArn, name: 'v1', tags: { teardown: 'never' } });
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
    assert.deepEqual(Tags, { teardown: 'never' });
  });

  it('denies access to resources of another account, and does not find those of another Region', async () => {
    const version = (region: string, account: string) =>
      `arn:aws:rekognition:${region}:${account}:project/shelves/version/v1/1690556751958`;
    const remove = (arn: string) => client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));
    await assert.rejects(remove(version('eu-west-1', '999999999999')), { name: 'AccessDeniedException' });
    await assert.rejects(remove(version('us-east-1', '111122223333')), { name: 'ResourceNotFoundException' });
  });

  it('can let reads lag behind writes', async () => {
    const lagging = await startEmulator({ clock: () => now, readLagMs: 300 });
    const { url: endpoint } = lagging;
    const late = new RekognitionClient({ endpoint, region: 'eu-west-1', credentials: CREDENTIALS });
    const project = await lagging.addProject({ name: 'shelves' });
    const arn = await lagging.addModel({ projectArn: project, name: 'v1', status: 'RUNNING' });
    const status = async () =>
      (await late.send(new DescribeProjectVersionsCommand({ ProjectArn: project })))
        .ProjectVersionDescriptions?.[0]?.Status;
    pass(300);
    await late.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    assert.equal(await status(), 'RUNNING');
    pass(300);
    assert.equal(await status(), 'STOPPING');
    late.destroy();
    await lagging.close();
  });
});
