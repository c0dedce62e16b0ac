import assert from 'node:assert/strict';
import {
  DeleteDatasetCommand,
  DeleteProjectVersionCommand,
  DescribeDatasetCommand,
  DescribeProjectVersionsCommand,
  type RekognitionClient,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { rekognitionClient } from '../support/rekognition-client.js';

describe('the emulator holds', () => {
  let emulator: Emulator;
  let client: RekognitionClient;
  let projectArn: string;
  let now = Date.parse('2026-01-01T00:00:00Z');
  const pass = (ms: number) => void (now += ms);

  beforeEach(async () => {
    emulator = await startEmulator({ durations: { stopping: 100, deleting: 100 }, clock: () => now });
    client = rekognitionClient(emulator.url);
    projectArn = await emulator.addProject({ name: 'shelves' });
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  const status = async () => {
    const command = new DescribeProjectVersionsCommand({ ProjectArn: projectArn });
    return (await client.send(command)).ProjectVersionDescriptions?.[0]?.Status;
  };

  it('a model in the statuses of its seed until it is given another', async () => {
    const holds = ['STOPPING', 'DELETING'];
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING', holds });
    await client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    pass(3_600_000);
    assert.equal(await status(), 'STOPPING');
    await emulator.setStatus(arn, 'STOPPED');
    await client.send(new DeleteProjectVersionCommand({ ProjectVersionArn: arn }));
    pass(3_600_000);
    assert.equal(await status(), 'DELETING');
    await emulator.setStatus(arn, 'GONE');
    assert.equal(await status(), undefined);
  });

  it('a model in its first status if its seed names it', async () => {
    await emulator.addModel({ projectArn, name: 'v1', status: 'STOPPING', holds: ['STOPPING'] });
    pass(3_600_000);
    assert.equal(await status(), 'STOPPING');
  });

  it('what reads return until they are released, while calls take effect', async () => {
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    const release = await emulator.holdReads();
    pass(1);
    await client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
    pass(3_600_000);
    assert.equal(await status(), 'RUNNING');
    assert.equal(await emulator.statusOf(arn), 'STOPPED');
    release();
    assert.equal(await status(), 'STOPPED');
  });

  it('what reads return for as long as the test specifies', async () => {
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    let still = true;
    await emulator.holdReads(() => still);
    pass(1);
    await emulator.setStatus(arn, 'FAILED');
    assert.equal(await status(), 'RUNNING');
    still = false;
    assert.equal(await status(), 'FAILED');
  });

  it('what reads return since the latest hold: ending an earlier one changes nothing', async () => {
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    const earlier = await emulator.holdReads();
    pass(1);
    await emulator.setStatus(arn, 'FAILED');
    const release = await emulator.holdReads();
    pass(1);
    await emulator.setStatus(arn, 'STOPPED');
    earlier();
    assert.equal(await status(), 'FAILED');
    release();
    assert.equal(await status(), 'STOPPED');
  });

  it('a dataset in the status that it was given', async () => {
    const DatasetArn = await emulator.addDataset({ projectArn, type: 'train', status: 'CREATE_IN_PROGRESS' });
    pass(3_600_000);
    await assert.rejects(client.send(new DeleteDatasetCommand({ DatasetArn })), {
      name: 'ResourceInUseException',
    });
    await emulator.setDatasetStatus(DatasetArn, 'CREATE_COMPLETE');
    const { DatasetDescription } = await client.send(new DescribeDatasetCommand({ DatasetArn }));
    assert.equal(DatasetDescription?.Status, 'CREATE_COMPLETE');
    await client.send(new DeleteDatasetCommand({ DatasetArn }));
  });
});
