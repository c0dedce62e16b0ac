import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { Phase } from '../../../contract/model/progress.js';
import type { TeardownResult } from '../../../contract/model/result.js';
import { eventually } from '../../support/eventually.js';
import {
  SELDOM_MS,
  startHarness,
  type Harness,
  type HarnessOptions,
} from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';

const GRACE = { gracePeriod: '1h' };

describe('a run that was reset while its teardown of a model was running', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const childOf = (arn: ProjectVersionArn) => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const startProject = async (
    terms: object = GRACE,
    model: object = { status: 'STOPPED' },
    phase: Phase = 'held',
  ) => {
    const projectArn = (await harness.emulator.addProject({ name: `shelves-${randomUUID()}` })) as ProjectArn;
    const arn = await harness.addModel({ projectArn, ...model });
    const handle = await harness.startProject({ projectArn, ...terms });
    await untilModelRuns(handle);
    await harness.reaches(childOf(arn), phase);
    await untilListed(harness.client, teardownModelWorkflowId(arn));
    return { arn, handle };
  };
  const assertCancelled = async (arn: ProjectVersionArn, again: WorkflowHandle) => {
    await assert.rejects(again.result(), WorkflowFailedError);
    await eventually(async () => assert.equal((await childOf(arn).describe()).status.name, 'CANCELLED'));
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  };

  for (const to of ['first', 'last'] as const) {
    it(`cancels it with the project, after a reset to the ${to} task`, async () => {
      const { arn, handle } = await startProject();
      const again = await reset(harness.client, handle, to);
      await untilModelRuns(again);
      await again.cancel();
      await assertCancelled(arn, again);
    });

    it(`passes pause on to it, after a reset to the ${to} task`, async () => {
      // The model stays STOPPING until the pause has arrived.
      const running = { status: 'RUNNING', holds: ['STOPPING'] };
      const { arn, handle } = await startProject({ gracePeriod: '1s' }, running, 'stopping');
      const again = await reset(harness.client, handle, to);
      await untilModelRuns(again);
      await again.signal('pause', { by: 'ana' });
      await eventually(async () => assert.ok((await harness.progress(childOf(arn))).paused));
      await harness.emulator.setStatus(arn, 'STOPPED');
      await harness.reaches(childOf(arn), 'paused');
      await again.cancel();
      await assertCancelled(arn, again);
    });
  }

  const pausedAndReset = async () => {
    const { arn, handle } = await startProject();
    await handle.signal('pause', { by: 'ana' });
    await eventually(async () => assert.ok((await harness.progress(childOf(arn))).paused));
    const again = await reset(harness.client, handle);
    await untilModelRuns(again);
    assert.ok((await harness.progress(childOf(arn))).paused);
    return { arn, again };
  };

  it('resumes it with a project that was paused before the reset', async () => {
    const { arn, again } = await pausedAndReset();
    await again.signal('resume', { by: 'ana' });
    await eventually(async () => assert.ok(!(await harness.progress(childOf(arn))).paused));
    await again.cancel();
    await assertCancelled(arn, again);
  });

  it('cancels it with a project that was paused before the reset', async () => {
    const { arn, again } = await pausedAndReset();
    await again.cancel();
    await assertCancelled(arn, again);
  });

  it('cancels it at the deadline of the project', async () => {
    // The grace period must not end before the pause arrives, even on a busy machine.
    const { arn, handle } = await startProject({ gracePeriod: '29s', deadline: '30s' });
    await childOf(arn).signal('pause', { by: 'ana' });
    await assertCancelled(arn, await reset(harness.client, handle, 'last'));
  });

  const startByHand = async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [{ projectVersionArn: arn, ...GRACE }],
    });
    await eventually(() => harness.reaches(childOf(arn), 'held'));
    await eventually(async () => {
      const { events } = await handle.fetchHistory();
      const index = events?.findIndex((event) => event.childWorkflowExecutionStartedEventAttributes) ?? -1;
      assert.ok(
        index > 0 && events?.slice(index).some((event) => event.workflowTaskCompletedEventAttributes),
      );
    });
    return { arn, handle };
  };

  for (const to of ['first', 'last'] as const) {
    it(`cancels it with the run that has handed over to it, after a reset to the ${to} task`, async () => {
      const { arn, handle } = await startByHand();
      const again = await reset(harness.client, handle, to);
      // At once, it might not know its teardown yet.
      await again.signal('pause', { by: 'ana' });
      await eventually(async () => assert.ok((await harness.progress(childOf(arn))).paused));
      await again.cancel();
      await assert.rejects(again.result(), WorkflowFailedError);
      await eventually(() => assertCancelled(arn, again));
    });

    it(`returns its result to the run that has handed over to it, after a reset to the ${to} task`, async () => {
      const { arn, handle } = await startByHand();
      const again = await reset(harness.client, handle, to);
      await again.signal('deleteNow', { by: 'ana' });
      const { outcome, model } = (await again.result()) as TeardownResult;
      assert.equal(outcome, 'deleted');
      assert.equal(model?.projectVersionArn, arn);
    });
  }
});

describe('a project with a model that somebody else tears down', () => {
  it('does not cancel that teardown when it is cancelled itself', async () => {
    let isAsked = false;
    const wrapActivities: HarnessOptions['wrapActivities'] = (activities) => ({
      ...activities,
      async joinTeardown(child) {
        isAsked = true;
        await sleep(1000);
        return activities.joinTeardown(child);
      },
    });
    const harness = await startHarness({ wrapActivities });
    try {
      const projectArn = (await harness.emulator.addProject({ name: 'shared' })) as ProjectArn;
      const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
      const others = await harness.start({ projectVersionArn: arn, ...GRACE });
      await harness.reaches(others, 'held');
      const handle = await harness.startProject({ projectArn });
      await eventually(() => assert.ok(isAsked));
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      await assertStillHeld(others, harness);
    } finally {
      await harness.close();
    }
  });
});

describe('a project that was reset and waits for its teardown of a model', () => {
  it('does not cancel a teardown that somebody else has started since', async () => {
    let isPolled = false;
    const wrapActivities: HarnessOptions['wrapActivities'] = (activities) => ({
      ...activities,
      async joinTeardown(child) {
        try {
          return await activities.joinTeardown(child);
        } finally {
          isPolled ||= child.wait !== false;
        }
      },
    });
    // It polls once, and so does not see what happens then.
    const harness = await startHarness({ wrapActivities, intervalMs: SELDOM_MS });
    try {
      const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
      const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
      const handle = await harness.startProject({ projectArn, ...GRACE });
      const own = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
      await eventually(() => harness.reaches(own, 'held'));
      await untilListed(harness.client, own.workflowId);
      const again = await reset(harness.client, handle);
      await eventually(() => assert.ok(isPolled));
      await own.cancel();
      await assert.rejects(own.result(), WorkflowFailedError);
      const others = await harness.start({ projectVersionArn: arn, ...GRACE });
      await harness.reaches(others, 'held');
      await again.cancel();
      await assert.rejects(again.result(), WorkflowFailedError);
      await assertStillHeld(others, harness);
    } finally {
      await harness.close();
    }
  });
});

/** Checks that nobody has cancelled the teardown of a held model, and ends it. */
async function assertStillHeld(handle: WorkflowHandle, harness: Harness): Promise<void> {
  await handle.signal('checkNow');
  assert.equal((await harness.progress(handle)).phase, 'held');
  assert.equal((await handle.describe()).status.name, 'RUNNING');
  await handle.cancel();
  await assert.rejects(handle.result());
}
