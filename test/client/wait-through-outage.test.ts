import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { TeardownClient, TemporalCallError } from '../../client/index.js';
import { GRPC_CODES, type GrpcCode } from '../../contract/grpc-codes.js';
import { startRefusingServer } from '../support/web/failing-server.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const OFTEN = 3;

describe('the wait for a result', () => {
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const it of opened.splice(0)) await it.close();
  });

  /** A client, whose SDK retries nothing, of a server that ends every call with this status. */
  const clientOf = async (code: GrpcCode, onCall?: () => void) => {
    const server = await startRefusingServer(GRPC_CODES.indexOf(code), 'busy', onCall);
    const connection = Connection.lazy({ address: server.address, interceptors: [] });
    opened.push(connection, server);
    const temporal = new Client({ connection });
    return { temporal, teardown: new TeardownClient(temporal).teardownOf(ARN) };
  };

  for (const code of ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'] as const) {
    it(`goes on if the server ends a call with ${code}, until the caller ends the wait`, async () => {
      const caller = new AbortController();
      let calls = 0;
      const { teardown } = await clientOf(code, () => {
        calls += 1;
        if (calls === OFTEN) caller.abort();
      });
      await assert.rejects(teardown.result({ signal: caller.signal }), { name: 'AbortError' });
      assert.equal(calls, OFTEN);
    });

    it(`ends at the deadline that the caller has set, if the server ends calls with ${code}`, async () => {
      const { temporal, teardown } = await clientOf(code);
      const waited = temporal.withDeadline(Date.now() + 500, () => teardown.result());
      await assert.rejects(waited, (error) => {
        assert.ok(error instanceof TemporalCallError, String(error));
        return ['DEADLINE_EXCEEDED', code].includes(error.code);
      });
    });
  }
});
