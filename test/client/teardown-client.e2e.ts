import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Client, type Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { TeardownClient, TeardownError, type TeardownErrorType } from '../../client/index.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { MALFORMED_INPUT } from '../support/malformed-inputs.js';

const rejectsAs = (type: TeardownErrorType, promise: Promise<unknown>) =>
  assert.rejects(promise, (error) => error instanceof TeardownError && error.type === type);

describe('TeardownClient', () => {
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });

  it('tears a model down and returns the tombstone', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const result = await client.tearDown(arn);
    assert.equal(result.outcome, 'deleted');
    assert.equal(result.model?.status, 'STOPPED');
  });

  it('starts a run that people can read and list', async () => {
    const arn = await addTraining();
    const { teardown } = await client.start({
      projectVersionArn: arn,
      requestedBy: 'retention-job',
      reason: 'superseded',
    });
    const description = await teardown.describe();
    assert.match((await description.staticSummary()) ?? '', /^Tear down project-.*\/v1$/);
    assert.deepEqual(description.memo, { requestedBy: 'retention-job', reason: 'superseded' });
    await eventually(async () => {
      // The latest come first, and other tests may start hundreds meanwhile.
      for await (const { projectVersionArn, status, requestedBy } of client.list()) {
        if (projectVersionArn !== arn) continue;
        return assert.deepEqual([status, requestedBy], ['RUNNING', 'retention-job']);
      }
      assert.fail(`${arn} is not listed`);
    });
    await teardown.cancel();
  });

  it('lists running teardowns, or those of a project, account or Region', async () => {
    const projectName = `listed-${randomUUID()}`;
    const projectArn = await harness.emulator.addProject({ name: projectName });
    const running = await harness.addModel({ projectArn, name: 'v1', status: 'STOPPING', becomes: [] });
    const ended = await harness.addModel({ projectArn, name: 'v2', status: 'STOPPED' });
    const { teardown } = await client.start(running);
    await client.tearDown(ended);
    const listed = async (filter: Parameters<typeof client.list>[0]) => {
      const arns: string[] = [];
      for await (const { projectVersionArn } of client.list(filter)) arns.push(projectVersionArn ?? '');
      // Without those of other tests of which the project is not known.
      return arns.filter((arn) => [running, ended].some((it) => it === arn)).toSorted();
    };
    const here = { projectName, accountId: '111122223333', region: 'eu-west-1' };
    await eventually(async () => assert.deepEqual(await listed(here), [running, ended].toSorted()));
    await eventually(async () => assert.deepEqual(await listed({ ...here, running: true }), [running]));
    assert.deepEqual(await listed({ ...here, region: 'us-east-1' }), []);
    await teardown.cancel();
  });

  it('joins the running teardown of the same model, whoever started it', async () => {
    const arn = await addTraining();
    const first = await client.start(arn);
    const second = await client.start({ projectVersionArn: arn, reason: 'again' });
    assert.deepEqual([first.joined, second.joined], [false, true]);
    assert.equal(second.teardown.runId, first.teardown.runId);
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await second.teardown.checkNow();
    const results = await Promise.all([first.teardown.result(), second.teardown.result()]);
    assert.deepEqual(results[0], results[1]);
    assert.equal(results[0].outcome, 'deleted');
    const deletes = harness.operations(arn).filter((operation) => operation === 'DeleteProjectVersion');
    assert.equal(deletes.length, 1);
  });

  it('runs one teardown for a hundred concurrent starts', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', holds: ['STOPPING'] });
    const started = await Promise.all(Array.from({ length: 100 }, () => client.start(arn)));
    await eventually(() => assert.ok(harness.operations(arn).includes('StopProjectVersion')));
    await harness.emulator.setStatus(arn, 'STOPPED');
    assert.equal(started.filter(({ joined }) => !joined).length, 1);
    const results = await Promise.all(started.map(({ teardown }) => teardown.result()));
    assert.deepEqual(new Set(results.map(({ outcome }) => outcome)), new Set(['deleted']));
    assert.equal(harness.operations(arn).filter((it) => it === 'StopProjectVersion').length, 1);
  });

  it('rejects a dry run of a model that is being torn down', async () => {
    const arn = await addTraining();
    const { teardown } = await client.start(arn);
    await rejectsAs('AlreadyInProgress', client.start({ projectVersionArn: arn, dryRun: true }));
    await teardown.cancel();
  });

  it('never returns the plan of a concurrent dry run as the result of a teardown', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    // The dry run can't end while AWS does not answer.
    harness.emulator.faults.add({ kind: 'throttle' });
    const dry = await harness.start({ projectVersionArn: arn, dryRun: true });
    await eventually(async () => assert.equal((await dry.describe()).memo?.['dryRun'], true));
    let met = false;
    const describe: WorkflowClientInterceptor['describe'] = (input, next) => {
      met = true;
      return next(input);
    };
    const { connection } = harness.client;
    const watched = new Client({ connection, interceptors: { workflow: [{ describe }] } });
    const starting = new TeardownClient(watched, { taskQueue: harness.taskQueue }).start(arn);
    await eventually(() => assert.ok(met));
    harness.emulator.faults.clear();
    const { teardown, joined } = await starting;
    assert.equal(joined, false);
    assert.equal((await dry.result()).outcome, 'planned');
    assert.equal((await teardown.result()).outcome, 'deleted');
  });

  it('joins two dry runs', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const plans = await Promise.all(
      [1, 2].map(() => client.tearDown({ projectVersionArn: arn, dryRun: true })),
    );
    assert.deepEqual(
      plans.map(({ outcome }) => outcome),
      ['planned', 'planned'],
    );
  });

  it('returns the progress and the pending call', async () => {
    const arn = await addTraining();
    const { teardown } = await client.start(arn);
    await eventually(async () => {
      assert.equal((await teardown.progress()).phase, 'training');
      const pending = await teardown.pendingCall();
      assert.equal(pending?.activity, 'waitForChange');
      assert.match(pending.lastTry ?? '', /is still TRAINING_IN_PROGRESS/);
      assert.equal(pending.failing, false);
    });
    await teardown.cancel();
    await rejectsAs('Cancelled', teardown.result());
  });

  it("reports an AWS failure with AWS's own message", async () => {
    const arn = await addTraining();
    const { teardown } = await client.start(arn);
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'training'));
    harness.emulator.faults.add({ kind: { code: 'InternalServerError', message: 'all burns' } });
    await eventually(async () => {
      const pending = await teardown.pendingCall();
      assert.equal(pending?.failing, true);
      assert.match(pending.lastTry ?? '', /InternalServerError: all burns/);
    });
    harness.emulator.faults.clear();
    await teardown.cancel();
  });

  it('throws the typed failure of a run that failed', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const failed = client.tearDown({ projectVersionArn: arn, ifRunning: 'fail' });
    await assert.rejects(failed, (error) => {
      assert.ok(error instanceof TeardownError);
      assert.equal(error.type, 'ModelRunning');
      assert.ok(error.message.includes(arn));
      return true;
    });
  });

  it('throws Cancelled and Terminated for cancelled and terminated runs', async () => {
    const [one, other] = [await addTraining(), await addTraining()];
    const cancelled = (await client.start(one)).teardown;
    await cancelled.cancel();
    await rejectsAs('Cancelled', cancelled.result());
    const terminated = (await client.start(other)).teardown;
    await harness.client.workflow.getHandle(teardownModelWorkflowId(other)).terminate();
    await rejectsAs('Terminated', terminated.result());
    await rejectsAs('NotFound', cancelled.cancel());
  });

  it('throws NotFound for a model without a teardown', async () => {
    const teardown = client.teardownOf(await harness.addModel());
    await rejectsAs('NotFound', teardown.describe());
    await rejectsAs('NotFound', teardown.progress());
    await rejectsAs('NotFound', teardown.cancel());
  });

  it('returns whether a worker polls the task queue', async () => {
    await eventually(async () => assert.equal(await client.hasWorker(), true));
    const nobody = new TeardownClient(harness.client, { taskQueue: `test-${randomUUID()}` });
    assert.equal(await nobody.hasWorker(), false);
  });

  it('rejects 1,000 malformed inputs before it sends a request', async () => {
    // Any call over this connection would fail with a TypeError.
    const unconnected = new TeardownClient(new Client({ connection: {} as Connection }));
    await fc.assert(
      fc.asyncProperty(MALFORMED_INPUT, (input) =>
        rejectsAs('InvalidRequest', unconnected.start(input as string)),
      ),
      { numRuns: 1000 },
    );
  });
});
