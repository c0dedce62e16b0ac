import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { APPROVAL, startTeardown, update, type TeardownRun } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { createReceiver } from '../../support/temporal/receiver.js';

const HOUR_MS = 3_600_000;

describe('the events of a model', () => {
  const receiver = createReceiver();
  let harness: Harness;
  before(async () => {
    // A reminder of a limit of an hour comes after a second.
    harness = await startHarness({ activities: { notify: receiver.notify, remindBeforeMs: HOUR_MS - 1000 } });
  });
  after(() => harness.close());

  const typesOf = (handle: TeardownRun) => receiver.of(handle).map(({ type }) => type);
  const isTold = (handle: TeardownRun, type: string) =>
    eventually(() => {
      const found = receiver.of(handle).find((it) => it.type === type);
      assert.ok(found, `${type} is not one of ${typesOf(handle).join(', ')}`);
      return found;
    });

  it('report that it was rejected', async () => {
    const { handle } = await startTeardown(harness, APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'reject');
    const result = await handle.result();
    const event = await isTold(handle, 'teardown.rejected');
    assert.deepEqual('result' in event && event.result, result);
    assert.deepEqual(typesOf(handle), ['teardown.approvalNeeded', 'teardown.rejected']);
  });

  it('report that it was restored', async () => {
    const { handle } = await startTeardown(harness, { gracePeriod: '30m' });
    await harness.reaches(handle, 'held');
    await update(handle, 'restore');
    assert.equal((await handle.result()).outcome, 'restored');
    assert.deepEqual(typesOf(handle), ['teardown.stopped', 'teardown.restored']);
  });

  it('report that somebody has started it, and remind once before the grace period ends', async () => {
    const { arn, handle } = await startTeardown(harness, { gracePeriod: '1h' });
    await harness.reaches(handle, 'held');
    const event = await isTold(handle, 'teardown.gracePeriodEndNear');
    const { graceEndsAt } = await harness.progress(handle);
    assert.equal('until' in event && event.until, graceEndsAt);
    await harness.emulator.setStatus(arn, 'STARTING');
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'reclaimed');
    const expected = ['teardown.stopped', 'teardown.gracePeriodEndNear', 'teardown.reclaimed'];
    assert.deepEqual(typesOf(handle), expected);
  });

  it('remind before an approval times out, and before the deadline', async () => {
    const terms = { approval: { required: true, timeout: '1h' }, deadline: '1h' };
    const { handle } = await startTeardown(harness, terms);
    const event = await isTold(handle, 'teardown.approvalTimeoutNear');
    const { approvalEndsAt, deadlineAt } = await harness.progress(handle);
    assert.equal('until' in event && event.until, approvalEndsAt);
    const near = await isTold(handle, 'teardown.deadlineNear');
    assert.equal('until' in near && near.until, deadlineAt);
    await update(handle, 'reject');
    await handle.result();
  });

  it('include a reminder that came due while the run continued as new', async () => {
    const projectVersionArn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const startedAt = new Date().toISOString();
    const endsAt = Date.parse(startedAt) + HOUR_MS;
    const carried = {
      startedAt,
      receiver: { remindBeforeMs: HOUR_MS },
      reminders: [{ type: 'teardown.deadlineNear', endsAt, at: Date.parse(startedAt) }],
    };
    const handle = (await harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: teardownModelWorkflowId(projectVersionArn),
      args: [{ projectVersionArn, deadline: '1h' }, carried],
    })) as TeardownRun;
    await isTold(handle, 'teardown.deadlineNear');
    await handle.cancel();
    await failureOf(handle.result()).catch(() => undefined);
    assert.deepEqual(typesOf(handle), ['teardown.deadlineNear']);
  });
});

describe('the reminders of a project and of a sweep', () => {
  it('come before their approvals time out', async () => {
    const receiver = createReceiver();
    const harness = await startHarness({
      activities: { notify: receiver.notify, remindBeforeMs: HOUR_MS - 1000 },
    });
    try {
      const projectArn = await harness.emulator.addProject({ name: 'shelves' });
      await harness.addModel({ projectArn, status: 'STOPPED' });
      const approval = { required: true, timeout: '1h' };
      const project = await harness.startProject({ projectArn, approval });
      const sweep = await harness.client.workflow.start('sweepModels', {
        taskQueue: harness.taskQueue,
        workflowId: `sweep-models/${randomUUID()}`,
        args: [
          {
            accountId: '111122223333',
            region: 'eu-west-1',
            versions: ['*'],
            dryRun: false,
            maxDeletes: 0,
            approvalTimeout: '1h',
          },
        ],
      });
      for (const [kind, handle] of [
        ['project', project],
        ['sweep', sweep],
      ] as const) {
        await eventually(() => {
          const types = receiver.of(handle).map(({ type }) => type);
          assert.deepEqual(types, [`${kind}.approvalNeeded`, `${kind}.approvalTimeoutNear`]);
        });
        await update(handle, 'reject');
        await handle.result();
      }
    } finally {
      await harness.close();
    }
  });
});
