import assert from 'node:assert/strict';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';

const HOUR = 3_600_000;

describe("the emulator's CloudWatch", () => {
  let emulator: Emulator;
  let client: CloudWatchClient;
  let now = Date.parse('2026-01-01T00:00:00Z');

  before(async () => {
    emulator = await startEmulator({ clock: () => now });
    const { url: endpoint } = emulator;
    client = new CloudWatchClient({
      endpoint,
      region: 'eu-west-1',
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await emulator.close();
  });

  const ask = (MetricName: string, dimensions: Record<string, string>, Period = 60) =>
    client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - HOUR),
        EndTime: new Date(now),
        MetricDataQueries: [
          {
            Id: 'asked',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Rekognition',
                MetricName,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period,
              Stat: 'Average',
            },
          },
        ],
      }),
    );

  it('has a datapoint for each minute in which a model with those names was running', async () => {
    const projectArn = await emulator.addProject({ name: 'shelves' });
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING', minInferenceUnits: 3 });
    now += 10 * 60_000;
    await emulator.setStatus(arn, 'STOPPED');
    now += 10 * 60_000;
    const { MetricDataResults: [found] = [] } = await ask('InServiceInferenceUnits', {
      ProjectName: 'shelves',
      VersionName: 'v1',
    });
    assert.equal(found?.StatusCode, 'Complete');
    assert.deepEqual([...new Set(found?.Values)], [3]);
    assert.ok((found?.Values?.length ?? 0) >= 9 && (found?.Values?.length ?? 0) <= 11);
    const [first, last] = [found?.Timestamps?.[0], found?.Timestamps?.at(-1)];
    assert.ok(first && last && first > last, 'the newest comes first');
    const { MetricDataResults: [other] = [] } = await ask('InServiceInferenceUnits', {
      ProjectName: 'shelves',
      VersionName: 'v2',
    });
    assert.deepEqual(other?.Values, []);
  });

  it('counts DetectCustomLabels calls in a Region', async () => {
    await emulator.addDetections(5, { at: now - 600_000 });
    await emulator.addDetections(6, { at: now - 600_000 });
    await emulator.addDetections(7, { region: 'us-east-1', at: now - 600_000 });
    const { MetricDataResults: [found] = [] } = await ask('SuccessfulRequestCount', {
      Operation: 'DetectCustomLabels',
    });
    assert.deepEqual(found?.Values, [11]);
  });

  it('rejects a time range that ends before it begins', async () => {
    const command = new GetMetricDataCommand({
      StartTime: new Date(now),
      EndTime: new Date(now),
      MetricDataQueries: [{ Id: 'asked' }],
    });
    await assert.rejects(client.send(command), /StartTime must be less/);
  });
});
