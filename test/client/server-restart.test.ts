import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TeardownClient } from '../../client/index.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer } from '../../local-stack/temporal-server.js';
import { eventually } from '../support/eventually.js';
import { startHarness } from '../support/harness.js';

describe('a restart of the Temporal server', () => {
  it('neither ends a teardown nor loses who waits for it', async function () {
    this.timeout('3m');
    const folder = await mkdtemp(join(tmpdir(), 'teardown-'));
    const options = { binary: await temporalBinary(console.log), dbFilename: join(folder, 'temporal.db') };
    const before = await startTemporalServer(options);
    const port = Number(before.address.split(':')[1]);
    const harness = await startHarness({ address: before.address });
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });

    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { teardown } = await client.start(arn);
    const result = teardown.result();
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'training'));
    await before.stop();
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    const after = await startTemporalServer({ ...options, port });
    assert.equal(after.address, before.address);
    assert.equal((await result).outcome, 'deleted');

    await harness.close();
    await after.stop();
    await rm(folder, { recursive: true });
  });
});
