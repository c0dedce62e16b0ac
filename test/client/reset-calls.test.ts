import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { EXIT, exitCodeOf } from '../../client/commands/exit-codes.js';
import { TeardownClient, TemporalCallError } from '../../client/index.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe('a call that the Temporal server resets, as it may do at the deadline', () => {
  let server: Http2Server;
  let connection: Connection;
  let client: TeardownClient;
  let calls = 0;
  before(async () => {
    server = createServer();
    server.on('stream', (stream) => {
      calls += 1;
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    connection = Connection.lazy({ address, interceptors: [] });
    client = new TeardownClient(new Client({ connection }), { searchAttributes: false });
  });
  after(async () => {
    await connection.close();
    server.close();
  });

  it('counts as one that was not answered in time', async () => {
    const error: unknown = await client
      .teardownOf(ARN)
      .describe()
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof TemporalCallError, String(error));
    assert.equal(error.code, 'DEADLINE_EXCEEDED');
    assert.match(error.message, /did not answer .*Check that the Temporal server and a worker are up\.$/);
    assert.equal(exitCodeOf(error), EXIT.noServer);
  });

  it('leaves the progress unknown, instead of failing', async () => {
    assert.equal(await client.teardownOf(ARN).progressIfKnown(), undefined);
  });

  it('does not end the wait for a result', async () => {
    const before = calls;
    const signal = AbortSignal.timeout(2500);
    await assert.rejects(client.teardownOf(ARN).result({ signal }), { name: 'TimeoutError' });
    assert.ok(calls - before >= 2, `${calls - before} calls`);
  });
});
