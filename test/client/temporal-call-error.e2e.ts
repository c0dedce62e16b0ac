import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client, Connection, isGrpcDeadlineError } from '@temporalio/client';
import { TeardownClient, TemporalCallError } from '../../client/index.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startLossyProxy, startRefusingServer } from '../support/web/failing-server.js';
import type { LocalServer } from '../support/web/local-server.js';
import { startSilentServer } from '../support/web/silent-server.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const UNSURE = /It may have been accepted: start it again with the same terms, which joins it\./;

describe('a call that the Temporal server does not answer', () => {
  let harness: Harness;
  const opened: { close(): unknown }[] = [];
  before(async () => {
    harness = await startHarness();
  });
  after(async () => {
    for (const it of opened) await it.close();
    await harness.close();
  });

  /** A client that does not retry, so that a test need not wait. */
  const clientAt = (address: string, namespace = 'default') => {
    const connection = Connection.lazy({ address, interceptors: [] });
    opened.unshift(connection);
    const temporal = new Client({ connection, namespace });
    const options = { taskQueue: harness.taskQueue, searchAttributes: false };
    return { temporal, client: new TeardownClient(temporal, options) };
  };
  const closing = <Server extends LocalServer>(server: Server): Server => {
    opened.push(server);
    return server;
  };
  const errorOf = async (call: () => Promise<unknown>): Promise<TemporalCallError> => {
    const error = await call().then(
      () => assert.fail('It was answered.'),
      (failed: unknown) => failed,
    );
    assert.ok(error instanceof TemporalCallError, String(error));
    return error;
  };
  const closedAddress = async () => {
    const server = await startSilentServer('everything');
    server.close();
    return server.address;
  };

  it('says of a start that it may have been accepted, and what was asked, with the ARN', async () => {
    const { client } = clientAt(await closedAddress());
    const error = await errorOf(() => client.start(ARN));
    const { code, arn, asked } = error;
    assert.deepEqual(
      { code, arn, asked },
      { code: 'UNAVAILABLE', arn: ARN, asked: `start the teardown of ${ARN}` },
    );
    assert.match(
      error.message,
      /^Temporal did not answer the request to start the teardown of arn:.* \(UNAVAILABLE: /,
    );
    assert.match(error.message, UNSURE);
    assert.match(error.message, /Check that the Temporal server is up and that this process can reach it\.$/);
    assert.ok(error.cause instanceof Error);
  });

  it('says of a read only that it was not answered', async () => {
    const { client } = clientAt(await closedAddress());
    const reads = {
      'list teardowns': () => client.list().next(),
      'list schedules': () => client.schedules.list(),
      [`describe the teardown of ${ARN}`]: () => client.teardownOf(ARN).describe(),
      [`return the progress of the teardown of ${ARN}`]: () => client.teardownOf(ARN).progress(),
      [`describe the task queue ${harness.taskQueue}`]: () => client.hasWorker(),
    };
    for (const [asked, call] of Object.entries(reads)) {
      const error = await errorOf(call);
      assert.deepEqual([error.code, error.asked], ['UNAVAILABLE', asked]);
      assert.doesNotMatch(error.message, /accepted/);
    }
  });

  it('says of a decision that it may have been accepted', async () => {
    const { client, temporal } = clientAt(process.env['TEMPORAL_ADDRESS'] ?? '');
    const unreachable = clientAt(await closedAddress()).temporal.workflowService;
    temporal.workflowService.updateWorkflowExecution = unreachable.updateWorkflowExecution.bind(unreachable);
    const projectVersionArn = await harness.addModel({ status: 'STOPPED' });
    await client.start({ projectVersionArn, approval: { required: true } });
    const teardown = client.teardownOf(projectVersionArn);
    const { message } = await errorOf(() => teardown.decide('approve', { by: 'ana' }));
    assert.match(
      message,
      /send approve to .* It may have been accepted: check the progress, and send it again if/,
    );
    await teardown.cancel();
  });

  it('says of a decision that was not sent, since the run could not be read, only that', async () => {
    const { client } = clientAt(await closedAddress());
    const options = { runId: randomUUID() };
    const { message } = await errorOf(() => client.teardownOf(ARN).decide('approve', { by: 'ana' }, options));
    assert.match(message, /^Temporal did not answer the request to read the teardown of /);
    assert.doesNotMatch(message, /accepted/);
  });

  it('says that a schedule was created if it is then not described', async () => {
    const { client, temporal } = clientAt(process.env['TEMPORAL_ADDRESS'] ?? '');
    const unreachable = clientAt(await closedAddress()).temporal.workflowService;
    temporal.workflowService.describeSchedule = unreachable.describeSchedule.bind(unreachable);
    const name = `nightly-${randomUUID()}`;
    const sweep = { accountId: '111122223333', region: 'eu-west-1', olderThan: '90d' };
    const { message } = await errorOf(() => client.schedules.create(name, sweep, { every: '24h' }));
    assert.match(message, new RegExp(`describe the schedule ${name}, which was created \\(UNAVAILABLE: `));
    await client.schedules.delete(name);
  });

  it('is joined by the next start if it was accepted and its answer was lost', async () => {
    const proxy = closing(await startLossyProxy(process.env['TEMPORAL_ADDRESS'] ?? ''));
    const { client, temporal } = clientAt(proxy.address);
    await temporal.connection.ensureConnected();
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const direct = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    proxy.loseAnswers();
    const lost = errorOf(() => client.start(arn));
    await eventually(() => direct.teardownOf(arn).describe());
    proxy.hangUp();
    assert.match((await lost).message, UNSURE);
    const again = await direct.start(arn);
    assert.equal(again.joined, true);
    await again.teardown.cancel();
  });

  it('keeps a deadline that the caller has set as its cause', async () => {
    const { client, temporal } = clientAt(closing(await startSilentServer('calls')).address);
    const error = await errorOf(() => temporal.withDeadline(Date.now() + 500, () => client.start(ARN)));
    assert.equal(error.code, 'DEADLINE_EXCEEDED');
    assert.ok(isGrpcDeadlineError(error));
    assert.match(error.message, UNSURE);
  });

  for (const [number, code, remedy] of [
    [7, 'PERMISSION_DENIED', /may do in the namespace\.$/],
    [16, 'UNAUTHENTICATED', /TEMPORAL_API_KEY or TEMPORAL_TLS_\*\.$/],
  ] as const) {
    it(`is refused, not lost, with ${code}`, async () => {
      const { client } = clientAt(closing(await startRefusingServer(number, 'not for you')).address);
      for (const call of [
        () => client.start(ARN),
        () => client.list().next(),
        () => client.teardownOf(ARN).result(),
      ]) {
        const error = await errorOf(call);
        assert.equal(error.code, code);
        assert.match(
          error.message,
          new RegExp(`^Temporal refused the request to .* \\(${code}: not for you\\)\\. `),
        );
        assert.match(error.message, remedy);
        assert.doesNotMatch(error.message, /accepted/);
      }
    });
  }

  it('is refused in a namespace that does not exist', async () => {
    const { client } = clientAt(process.env['TEMPORAL_ADDRESS'] ?? '', 'nowhere');
    for (const call of [() => client.start(ARN), () => client.list().next(), () => client.hasWorker()]) {
      const { code, message } = await errorOf(call);
      assert.equal(code, 'NOT_FOUND');
      assert.match(
        message,
        /namespace.* nowhere.*Correct the client's namespace, or set TEMPORAL_NAMESPACE\.$/i,
      );
    }
  });
});
