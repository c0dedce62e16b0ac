import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { Traffic } from '../../../contract/model/description.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

/** The fault `skewedClock` answers as if AWS's clock were that far ahead of the worker's, and refuses other signatures. */
const AHEAD_MS = 600_000;
const logger = new DefaultLogger('ERROR', () => undefined);

describe('the traffic of a model', () => {
  let emulator: Emulator;
  const awsNow = () => Date.now() + AHEAD_MS;
  beforeEach(async () => {
    emulator = await startEmulator({ clock: awsNow });
  });
  afterEach(() => emulator.close());

  it("is that of the last hour by AWS's clock, also if the worker's clock is wrong", async () => {
    const projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const seed = { projectArn, name: 'v1', status: 'RUNNING', minInferenceUnits: 0 };
    const projectVersionArn = (await emulator.addModel(seed)) as ProjectVersionArn;
    await emulator.addDetections(7, { at: awsNow() - AHEAD_MS / 2 });
    await emulator.addDetections(5, { at: awsNow() - 3_900_000 });
    emulator.faults.add({ kind: 'skewedClock', operation: 'GetMetricData' });
    const aws = createAwsClients({
      endpoint: emulator.url,
      credentials: CREDENTIALS,
    });
    const activities = createTeardownActivities(aws);
    const read = () =>
      new MockActivityEnvironment({}, { logger }).run<[], Traffic, () => Promise<Traffic>>(() =>
        activities.readTraffic({ projectVersionArn, projectArn }),
      );
    // AWS refuses the first signature. The SDK adjusts the next one to AWS's clock.
    await assert.rejects(read());
    assert.deepEqual(await read(), { unitsInService: 0, detections: 7 });
  });
});
