import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { TeardownClient } from '../../client/index.js';
import { APPROVAL } from '../support/temporal/decisions.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const STOPPED_WAITING = new Error('the request of our caller has ended');

describe('a call of TeardownClient', () => {
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const waiting = async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    return (await client.start({ projectVersionArn, ...APPROVAL })).teardown;
  };

  it('stops waiting for a result when its signal says so, and the teardown continues', async () => {
    const teardown = await waiting();
    const controller = new AbortController();
    const result = teardown.result({ signal: controller.signal });
    controller.abort(STOPPED_WAITING);
    await assert.rejects(result, STOPPED_WAITING);
    assert.equal((await teardown.describe()).status.name, 'RUNNING');
    await teardown.decide('reject', { by: 'ana' }, { signal: AbortSignal.timeout(600_000) });
    assert.equal((await teardown.result()).outcome, 'rejected');
  });

  it('sends nothing if its signal was aborted before', async () => {
    const teardown = await waiting();
    const signal = AbortSignal.abort(STOPPED_WAITING);
    await assert.rejects(teardown.decide('approve', { by: 'ana' }, { signal }), STOPPED_WAITING);
    await assert.rejects(client.tearDown(ARN, { signal }), STOPPED_WAITING);
    await assert.rejects(
      client.startSweep({ accountId: '1'.repeat(12), region: 'eu-west-1', olderThan: '1d' }, { signal }),
      STOPPED_WAITING,
    );
    assert.deepEqual((await teardown.progress()).decisions, []);
    await teardown.decide('reject', { by: 'ana' });
  });

  it('ends at its time limit if the server never answers', async () => {
    const sockets: Socket[] = [];
    const deaf = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => void deaf.listen(0, '127.0.0.1', resolve));
    const connection = Connection.lazy({ address: `127.0.0.1:${(deaf.address() as AddressInfo).port}` });
    const signal = AbortSignal.timeout(200);
    const unanswered = new TeardownClient(new Client({ connection }));
    await assert.rejects(unanswered.start(ARN, { signal }), { name: 'TimeoutError' });
    await connection.close();
    for (const socket of sockets) socket.destroy();
    deaf.close();
  });

  it('leaves a connection open that it did not make', async () => {
    await client.close();
    assert.equal(await client.hasWorker(), true);
  });

  it('ends the calls that wait when it closes its connection', async () => {
    const { arn } = await waiting();
    const own = await TeardownClient.connect({ address: process.env['TEMPORAL_ADDRESS'] });
    const result = own.teardownOf(arn).result();
    const ended = assert.rejects(result, /This client was closed before Temporal answered/);
    await own.close();
    await own.close();
    await ended;
    await client.teardownOf(arn).decide('reject', { by: 'ana' });
  });

  it('fails after the block that used it', async () => {
    const address = process.env['TEMPORAL_ADDRESS'];
    let after: TeardownClient;
    {
      await using scoped = await TeardownClient.connect({ address });
      assert.equal(await scoped.hasWorker(), false);
      after = scoped;
    }
    await assert.rejects(after.hasWorker(), /closed|CANCELLED|shut down/i);
  });
});
