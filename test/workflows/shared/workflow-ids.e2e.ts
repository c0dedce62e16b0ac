import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledFailure, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { TeardownResult } from '../../../contract/model/result.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { temporalCli } from '../../support/temporal/temporal-cli.js';

describe('a run', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  /** As a person would, in the Web UI's form, which makes one type an id. */
  const startByHand = (input: unknown, workflowId = `by-hand-${randomUUID()}`): Promise<WorkflowHandle> =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId,
      args: [input],
    });
  const canonical = (arn: ProjectVersionArn) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const START = 'workflow start --type teardownModel --output json';
  const startByCli = async (input: string, ...more: string[]) => {
    const started = await temporalCli(START, '--task-queue', harness.taskQueue, '--input', input, ...more);
    const { workflowId } = JSON.parse(started) as { workflowId: string };
    return harness.client.workflow.getHandle(workflowId);
  };

  it('started by the temporal CLI with an ARN tears the model down', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const result = (await (await startByCli(JSON.stringify(arn))).result()) as TeardownResult;
    assert.equal(result.outcome, 'deleted');
    assert.equal(await harness.emulator.statusOf(arn), undefined);
  });

  it('started by the temporal CLI with an object tears the model down', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const request = { projectVersionArn: arn, requestedBy: 'ops', reason: 'superseded' };
    const handle = await startByCli(JSON.stringify(request));
    const result = (await handle.result()) as TeardownResult;
    assert.deepEqual([result.outcome, result.requestedBy, result.reason], ['deleted', 'ops', 'superseded']);
    assert.deepEqual((await canonical(arn).describe()).memo, { requestedBy: 'ops', reason: 'superseded' });
  });

  it('started by the temporal CLI under the canonical ID is the teardown itself', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await startByCli(JSON.stringify(arn), '--workflow-id', teardownModelWorkflowId(arn));
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
    assert.notEqual((await harness.progress(handle)).phase, 'handedOver');
  });

  it("under the ID of another model fails, since the Web UI's form keeps the input of the last run", async () => {
    const [meant, last] = [
      await harness.addModel({ status: 'STOPPED' }),
      await harness.addModel({ status: 'STOPPED' }),
    ];
    const { type, message } = await failureOf(
      (await startByHand(last, teardownModelWorkflowId(meant))).result(),
    );
    assert.equal(type, 'InvalidRequest');
    assert.ok(message.includes(meant) && message.includes(last), message);
    for (const arn of [meant, last]) assert.deepEqual(harness.operations(arn), []);
  });

  it("under the ID that a schedule derives from the model's ID hands over", async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await startByHand(arn, `${teardownModelWorkflowId(arn)}-2026-11-23T12:00:00Z`);
    assert.equal(((await handle.result()) as TeardownResult).outcome, 'deleted');
  });

  it('under a hand-typed ID hands over to the canonical ID, and shows it', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await startByHand(arn);
    await harness.reaches(canonical(arn), 'training');
    const progress = await harness.progress(handle);
    assert.equal(progress.phase, 'handedOver');
    assert.equal(progress.workflowId, teardownModelWorkflowId(arn));
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    const result = (await handle.result()) as TeardownResult;
    assert.deepEqual(result, await canonical(arn).result());
    assert.equal(result.outcome, 'deleted');
  });

  it('under a hand-typed ID forwards the signal checkNow', async () => {
    const slow = await startHarness({ intervalMs: SELDOM_MS });
    try {
      const arn = await slow.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
      const handle = await slow.client.workflow.start('teardownModel', {
        taskQueue: slow.taskQueue,
        workflowId: `by-hand-${randomUUID()}`,
        args: [arn],
      });
      const child = slow.client.workflow.getHandle(teardownModelWorkflowId(arn));
      await slow.reaches(child, 'training');
      await slow.emulator.setStatus(arn, 'GONE');
      await handle.signal('checkNow');
      assert.equal(((await handle.result()) as TeardownResult).outcome, 'alreadyGone');
    } finally {
      await slow.close();
    }
  });

  // The moment is too short to be met every time: some of twenty runs meet it.
  it('under a hand-typed ID survives a signal that arrives just after the teardown has ended', async () => {
    const runs = Array.from({ length: 20 }, async (_, index) => {
      const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
      const handle = await startByHand(arn);
      await harness.reaches(canonical(arn), 'training');
      const terminated = canonical(arn).terminate();
      // Some sooner, some later.
      await sleep(index);
      // A signal to a run that has heard of it is refused by the server.
      await Promise.allSettled([terminated, handle.signal('checkNow'), handle.signal('pause')]);
      await assert.rejects(handle.result(), (error) => {
        assert.ok(error instanceof WorkflowFailedError);
        assert.doesNotMatch(String(error.cause?.message), /signal external/);
        return true;
      });
    });
    await Promise.all(runs);
  });

  it("under a hand-typed ID fails with the teardown's own failure", async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const failure = await failureOf(
      (await startByHand({ projectVersionArn: arn, ifRunning: 'fail' })).result(),
    );
    assert.equal(failure.type, 'ModelRunning');
    assert.ok(failure.message.includes(arn));
  });

  it('under a hand-typed ID cancels the teardown when it is cancelled', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await startByHand(arn);
    await harness.reaches(canonical(arn), 'training');
    await handle.cancel();
    for (const run of [handle, canonical(arn)]) {
      await assert.rejects(
        run.result(),
        (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
      );
    }
    assert.equal(await harness.emulator.statusOf(arn), 'TRAINING_IN_PROGRESS');
  });

  it('under a hand-typed ID cancels the teardown when it is terminated', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await startByHand(arn);
    await harness.reaches(canonical(arn), 'training');
    await handle.terminate('by mistake');
    await assert.rejects(
      canonical(arn).result(),
      (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
    );
  });

  it('under a hand-typed ID fails with AlreadyInProgress while a teardown is running, and names it', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const first = await harness.start(arn);
    await harness.reaches(first, 'training');
    const failure = await failureOf((await startByHand(arn)).result());
    assert.equal(failure.type, 'AlreadyInProgress');
    assert.ok(failure.message.includes(teardownModelWorkflowId(arn)));
    assert.equal((await first.describe()).status.name, 'RUNNING');
    await first.cancel();
    await assert.rejects(first.result());
  });

  it('under the canonical ID of a model does not report another one as gone whose ARN is cut off', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const handle = await startByHand(arn.slice(0, -1), teardownModelWorkflowId(arn));
    const failure = await failureOf(handle.result());
    assert.equal(failure.type, 'InvalidRequest');
    assert.match(failure.message, /names a different model/);
  });

  it('may be started again once the model is gone', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    assert.equal((await (await harness.start(arn)).result()).outcome, 'deleted');
    assert.equal((await (await harness.start(arn)).result()).outcome, 'alreadyGone');
  });
});

describe('a run with an invalid request', () => {
  let harness: Harness;
  // An emulator of its own, which no other run asks.
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  for (const [what, args] of [
    ['no input', []],
    ['null', [null]],
    ['an empty text', ['']],
    ['an empty object', [{}]],
    ['a list', [[1, 2]]],
    ['a number', [42]],
    ['a misspelt field', [{ projectVersionArn: 'arn', dryrun: true }]],
  ] as const) {
    it(`fails with InvalidRequest without sending a request: ${what}`, async () => {
      const handle = await harness.client.workflow.start('teardownModel', {
        taskQueue: harness.taskQueue,
        workflowId: `invalid-${randomUUID()}`,
        args: [...args],
      });
      const failure = await failureOf(handle.result());
      assert.equal(failure.type, 'InvalidRequest');
      assert.match(failure.message, /must be|is not a field/);
      assert.deepEqual(harness.emulator.calls, []);
    });
  }
});
