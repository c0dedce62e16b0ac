import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { ProjectResult } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { update } from '../../support/temporal/decisions.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';
import { startSweep } from '../../support/temporal/sweeps.js';

describe('a rejection that comes after a reset, while teardowns from before it are running', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const childOf = (arn: ProjectVersionArn) => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const addModel = async (seed: object) => {
    const projectArn = (await harness.emulator.addProject({ name: `shelves-${randomUUID()}` })) as ProjectArn;
    return { projectArn, arn: await harness.addModel({ projectArn, ...seed }) };
  };
  const untilChild = async (arn: ProjectVersionArn, phase: 'training' | 'held') => {
    await eventually(() => harness.reaches(childOf(arn), phase));
    await untilListed(harness.client, teardownModelWorkflowId(arn));
  };
  /** Rejects a run that is reset while AWS answers no look, and returns the new run once it has ended. */
  const rejectedWhileLooking = async (handle: WorkflowHandle) => {
    const lift = harness.emulator.faults.add({ kind: 'hang', operation: 'DescribeProjects' });
    const again = await reset(harness.client, handle, 'first', 'no updates');
    await update(again, 'reject');
    await eventually(async () => assert.notEqual((await again.describe()).status.name, 'RUNNING'));
    lift();
    return again;
  };
  const assertCancelled = (arn: ProjectVersionArn) =>
    eventually(async () => assert.equal((await childOf(arn).describe()).status.name, 'CANCELLED'));

  it('cancels them with a sweep, which does not say that nothing was changed', async () => {
    const { arn } = await addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await startSweep(harness, { dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] });
    await untilChild(arn, 'training');
    const again = await rejectedWhileLooking(handle);
    await assert.rejects(again.result(), ({ cause }: Error) => {
      assert.match(
        String(cause),
        /CancelledFailure: The rejection cancelled teardowns .* teardown-model\/arn/,
      );
      return true;
    });
    await assertCancelled(arn);
  });

  it('fails a sweep whose teardowns continue without it', async () => {
    const { arn } = await addModel({ status: 'STOPPED' });
    const handle = await startSweep(harness, { dryRun: false, projects: ['shelves-*'], gracePeriod: '1h' });
    await handle.result();
    await untilChild(arn, 'held');
    const again = await rejectedWhileLooking(handle);
    const { type, message } = await failureOf(again.result());
    assert.equal(type, 'AlreadyInProgress');
    assert.ok(message.includes(teardownModelWorkflowId(arn)), message);
    assert.equal((await harness.progress(childOf(arn))).phase, 'held');
  });

  const startProject = async () => {
    const { projectArn, arn } = await addModel({ status: 'STOPPED' });
    const handle = await harness.startProject({
      projectArn,
      gracePeriod: '1h',
      approval: { required: true },
    });
    await update(handle, 'approve');
    await untilChild(arn, 'held');
    return { arn, handle };
  };

  it('cancels them with a project that has not described anything', async () => {
    const { arn, handle } = await startProject();
    const again = await rejectedWhileLooking(handle);
    await assert.rejects(again.result(), ({ cause }: Error) => /The rejection cancelled/.test(String(cause)));
    await assertCancelled(arn);
  });

  it('cancels them with a project that waits for them', async () => {
    const { arn, handle } = await startProject();
    const again = await reset(harness.client, handle, 'first', 'no updates');
    await untilModelRuns(again);
    await update(again, 'reject');
    await assertCancelled(arn);
    const { outcome, models } = (await again.result()) as ProjectResult;
    assert.deepEqual([outcome, models.map(({ state }) => state)], ['incomplete', ['cancelled']]);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });
});
