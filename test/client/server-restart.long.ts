import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TeardownClient } from '../../client/index.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer, type OwnTemporalServer } from '../../local-stack/temporal-server.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('a restart of the Temporal server', function () {
  let folder: string;
  let server: OwnTemporalServer;
  let harness: Harness;
  let client: TeardownClient;
  /** Ends the server, does the work meanwhile, and starts it again at the same address. */
  const restart = async (end: 'stop' | 'kill', meanwhile: () => Promise<void>) => {
    await server[end]();
    await meanwhile();
    await server.startAgain();
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'teardown-'));
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dbFilename: join(folder, 'temporal.db'),
    });
    harness = await startHarness({ address: server.address });
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(async () => {
    await harness.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('does not end a teardown or the clients that wait for it', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { teardown } = await client.start(arn);
    const result = teardown.result();
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'training'));
    await restart('kill', () => harness.emulator.setStatus(arn, 'TRAINING_COMPLETED'));
    assert.equal((await result).outcome, 'deleted');
  });

  it('loses no decision and does not end a grace period', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { teardown } = await client.start({
      projectVersionArn: arn,
      approval: { required: true },
      gracePeriod: '1h',
    });
    const result = teardown.result();
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'awaitingApproval'));
    await teardown.decide('approve', { by: 'mary' });
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'held'));
    const { graceEndsAt } = await teardown.progress();
    await restart('stop', () => Promise.resolve());
    await eventually(async () => {
      const progress = await teardown.progress();
      assert.deepEqual([progress.phase, progress.graceEndsAt], ['held', graceEndsAt]);
    });
    await teardown.decide('deleteNow', { by: 'john' });
    const { outcome, decisions } = await result;
    assert.equal(outcome, 'deleted');
    assert.deepEqual(
      decisions?.map(({ decision, by }) => [decision, by]),
      [
        ['approve', 'mary'],
        ['deleteNow', 'john'],
      ],
    );
  });
});
