import assert from 'node:assert/strict';
import { CancelledFailure, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import type { Phase } from '../../../contract/model/progress.js';
import {
  cancelAndWaitUntilHandled,
  cancelWhileDeleteIsRetried,
} from '../../support/temporal/cancellation.js';
import { eventually } from '../../support/eventually.js';
import { startOwnWorkflows } from '../../support/temporal/own-workflows.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

describe('cancellation', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const inPhase = (handle: WorkflowHandle, phase: Phase) =>
    eventually(async () => assert.equal((await harness.progress(handle)).phase, phase));
  const assertCancelled = (handle: WorkflowHandle) =>
    assert.rejects(
      handle.result(),
      (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
    );
  const deletes = (arn: ProjectVersionArn) =>
    harness.operations(arn).filter((it) => it === 'DeleteProjectVersion').length;

  for (const [phase, status] of [
    ['training', 'TRAINING_IN_PROGRESS'],
    ['copying', 'COPYING_IN_PROGRESS'],
    ['starting', 'STARTING'],
    ['stopping', 'STOPPING'],
    ['deleting', 'DELETING'],
  ] as const) {
    it(`while ${phase}, before Delete was sent, leaves the model as it is`, async () => {
      const arn = await harness.addModel({ status, becomes: [] });
      const handle = await harness.start(arn);
      await inPhase(handle, phase);
      await handle.cancel();
      await assertCancelled(handle);
      assert.equal(await harness.emulator.statusOf(arn), status);
      assert.equal(deletes(arn), 0);
    });
  }

  it('while AWS does not answer the first Describe leaves the model as it is', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    harness.emulator.faults.add({ kind: 'serverError' });
    const handle = await harness.start(arn);
    await eventually(() => assert.ok(harness.emulator.calls.length > 0));
    await handle.cancel();
    await assertCancelled(handle);
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('while Stop is retried leaves the model running', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    harness.emulator.faults.add({ kind: 'throttle', operation: 'StopProjectVersion' });
    const handle = await harness.start(arn);
    await eventually(() => assert.ok(harness.operations(arn).includes('StopProjectVersion')));
    await handle.cancel();
    await assertCancelled(handle);
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('while a Delete that was not carried out is retried leaves the model stopped', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    await assertCancelled(await cancelWhileDeleteIsRetried(harness, arn));
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('while a Delete that was carried out is retried waits for the confirmation', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProjectVersion', times: 1 });
    const handle = await cancelWhileDeleteIsRetried(harness, arn);
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('while AWS reports that the model is in use leaves it as it is', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({
      kind: { code: 'ResourceInUseException' },
      operation: 'DeleteProjectVersion',
    });
    const handle = await harness.start(arn);
    await inPhase(handle, 'backingOff');
    await handle.cancel();
    await assertCancelled(handle);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  // Seen in a campaign of chaos: somebody had deleted the model meanwhile, and the run said that it had.
  it('at the moment at which Delete is due sends nothing and reports nothing as sent', async () => {
    const file = new URL('cancelled-before-delete-workflows.ts', import.meta.url);
    const workflows = await startOwnWorkflows(file);
    try {
      assert.deepEqual(await workflows.run('cancelledBeforeDelete'), ['cancelled', false]);
    } finally {
      await workflows.close();
    }
  });

  it('after Delete was sent waits for the confirmation', async () => {
    const arn = await harness.addModel({ status: 'STOPPED', holds: ['DELETING'] });
    const handle = await harness.start(arn);
    await eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, 'DELETING'));
    assert.ok((await harness.progress(handle)).deleteSent);
    await cancelAndWaitUntilHandled(handle);
    assert.equal((await handle.describe()).status.name, 'RUNNING');
    await harness.emulator.setStatus(arn, 'GONE');
    assert.equal((await handle.result()).outcome, 'deleted');
  });
});
