import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { showCommand } from '../../client/commands/show.js';
import { statusCommand } from '../../client/commands/status.js';
import { TeardownClient } from '../../client/teardown-client.js';
import { createModelTeardownHandler } from '../../worker/nexus-handler.js';
import { startOtherTeam, type OtherTeam } from '../nexus/other-team.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { showRunsAs } from '../support/temporal/shown-status.js';
import { createTestWorker } from '../support/temporal/test-worker.js';

describe('a teardown whose run Temporal has paused', () => {
  const address = () => process.env['TEMPORAL_ADDRESS'] ?? '';
  let harness: Harness;
  let connection: Connection;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    connection = await Connection.connect({ address: address() });
    showRunsAs(connection, 'PAUSED');
    client = new TeardownClient(new Client({ connection }), { taskQueue: harness.taskQueue });
  });
  after(async () => {
    await connection.close();
    await harness.close();
  });

  const startTraining = async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start({ projectVersionArn: arn });
    await harness.reaches(handle, 'training');
    return { arn, handle };
  };

  it('is joined by a start with the same terms, and refuses other terms', async () => {
    const { arn, handle } = await startTraining();
    const options = { signal: AbortSignal.timeout(20_000) };
    assert.equal((await client.start(arn, options)).joined, true);
    await assert.rejects(client.start({ projectVersionArn: arn, deadline: '1h' }, options), {
      type: 'AlreadyInProgress',
    });
    await handle.cancel();
  });

  it('can be cancelled', async () => {
    const { arn, handle } = await startTraining();
    await client.teardownOf(arn).cancel();
    await assert.rejects(handle.result());
  });

  describe('in the command line', () => {
    const connect = TeardownClient.connect.bind(TeardownClient);
    const { log } = console;
    let printed = '';
    before(() => {
      TeardownClient.connect = () => Promise.resolve(client);
      console.log = (line: string) => {
        printed += `${line}\n`;
      };
    });
    after(() => {
      TeardownClient.connect = connect;
      console.log = log;
    });
    beforeEach(() => {
      printed = '';
    });

    it('has its progress in status, instead of waiting for a result', async () => {
      const { arn, handle } = await startTraining();
      const shown = statusCommand.parseAsync([arn], { from: 'user' });
      shown.catch(() => undefined);
      await eventually(() => assert.match(printed, /^PAUSED {2}teardown-model\/[^]*training/), {
        patienceMs: 20_000,
      });
      await shown;
      await handle.cancel();
    });

    it('is said by show to be running', async () => {
      const { arn, handle } = await startTraining();
      const shown = assert.rejects(showCommand.parseAsync([arn], { from: 'user' }), {
        type: 'NotFound',
        message: /is still running\. Check its progress: teardown status /,
      });
      // A command that waited for the result would only fail once there is one.
      setTimeout(() => void handle.cancel(), 3000).unref();
      await shown;
    });
  });

  describe('in another namespace', () => {
    let others: OtherTeam;
    let native: NativeConnection;
    let worker: Worker;
    let running: Promise<void>;
    before(async () => {
      native = await NativeConnection.connect({ address: address() });
      showRunsAs(native, 'PAUSED');
      const { taskQueue } = harness;
      const nexusServices = [createModelTeardownHandler()];
      worker = await createTestWorker({ connection: native, taskQueue, nexusServices });
      running = worker.run();
      others = await startOtherTeam(harness);
    });
    after(async () => {
      await others.close();
      worker.shutdown();
      await running;
      await native.close();
    });

    it('is joined by a Nexus operation with the same terms', async () => {
      const { arn, handle } = await startTraining();
      const operation = await others.retireModel({ projectVersionArn: arn });
      await eventually(
        async () => {
          const { events } = await operation.fetchHistory();
          assert.ok(events?.some(({ nexusOperationStartedEventAttributes: it }) => it));
        },
        { patienceMs: 20_000 },
      );
      await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
      await handle.signal('checkNow');
      assert.equal((await operation.result()).outcome, 'deleted');
    });
  });
});

describe('a start that finds a run which has ended, and still can not begin', () => {
  it('waits between its attempts, until its signal ends it', async () => {
    const harness = await startHarness();
    const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    try {
      const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
      const handle = await harness.start({ projectVersionArn: arn });
      const rounds = showRunsAs(connection, 'COMPLETED');
      const client = new TeardownClient(new Client({ connection }), { taskQueue: harness.taskQueue });
      const signal = AbortSignal.timeout(2000);
      await assert.rejects(client.start(arn, { signal }), { name: 'TimeoutError' });
      // After 0, 100, 300, 700 and 1500 ms.
      assert.ok(rounds() >= 2 && rounds() <= 5, `${rounds()} rounds`);
      await handle.cancel();
    } finally {
      await connection.close();
      await harness.close();
    }
  });
});
