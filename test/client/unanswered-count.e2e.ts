import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { EXIT, exitCodeOf } from '../../client/commands/exit-codes.js';
import { TeardownClient, TemporalCallError } from '../../client/index.js';
import { GRPC_CODES, type GrpcCode } from '../../contract/grpc-codes.js';
import { findTrouble } from '../../doctor/trouble-check.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startRefusingProxy } from '../support/web/failing-server.js';

describe('a client that asks the namespace for the search attributes', () => {
  let harness: Harness;
  const opened: { close(): unknown }[] = [];
  before(async () => {
    harness = await startHarness();
  });
  after(async () => {
    for (const it of opened) await it.close();
    await harness.close();
  });

  /** Returns clients of the server, to which it answers this question with this code. */
  const clientsOf = async (code: GrpcCode) => {
    const target = process.env['TEMPORAL_ADDRESS'] ?? '';
    const proxy = await startRefusingProxy(target, 'CountWorkflowExecutions', GRPC_CODES.indexOf(code));
    const connection = Connection.lazy({ address: proxy.address, interceptors: [] });
    opened.unshift(connection, proxy);
    const temporal = new Client({ connection });
    return { temporal, client: new TeardownClient(temporal, { taskQueue: harness.taskQueue }) };
  };
  const needing = {
    'a list by phase': (client: TeardownClient) => client.list({ phase: 'awaitingApproval' }).next(),
    'a list by model status': (client: TeardownClient) => client.list({ modelStatus: 'RUNNING' }).next(),
    'an overview': (client: TeardownClient) => client.overview({}, 10),
  };

  for (const [what, call] of Object.entries(needing)) {
    it(`reports for ${what} that the question was not answered, instead of a lack`, async () => {
      const { client } = await clientsOf('UNAVAILABLE');
      await assert.rejects(call(client), (error) => {
        assert.ok(error instanceof TemporalCallError, String(error));
        assert.equal(error.code, 'UNAVAILABLE');
        assert.equal(exitCodeOf(error), EXIT.noServer);
        return true;
      });
    });

    it(`reports for ${what} that the question was refused, instead of a lack`, async () => {
      const { client } = await clientsOf('PERMISSION_DENIED');
      await assert.rejects(call(client), { name: 'TemporalCallError', code: 'PERMISSION_DENIED' });
    });

    it(`reports for ${what} that the namespace lacks them, if the server does not know them`, async () => {
      const { client } = await clientsOf('INVALID_ARGUMENT');
      await assert.rejects(call(client), { type: 'InvalidRequest', message: /no search attributes here/ });
    });
  }

  it('starts and lists without them until it is answered', async () => {
    const { client } = await clientsOf('UNAVAILABLE');
    const arn = await harness.addModel({ status: 'STOPPED' });
    assert.equal((await client.tearDown(arn)).outcome, 'deleted');
    await client.list().next();
  });

  it('fails the check of running teardowns, instead of leaving it out', async () => {
    const { temporal } = await clientsOf('UNAVAILABLE');
    await assert.rejects(findTrouble(temporal, harness.taskQueue), { name: 'TemporalCallError' });
  });
});
