import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import type { TeardownProgress } from '../../../contract/model/progress.js';
import { eventually } from '../../support/eventually.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { reset } from '../../support/temporal/reset.js';
import { startSweep } from '../../support/temporal/sweeps.js';

const BY = { by: 'ana' };
const REFUSED = /^approve was not accepted\. The approval timed out at /;

const progressOf = (handle: WorkflowHandle) => handle.query<TeardownProgress>('progress');

/** Waits until the approval of a run has timed out. */
async function timedOut({ approvalEndsAt }: TeardownProgress): Promise<void> {
  await passed(approvalEndsAt);
}

async function passed(time: string | undefined): Promise<void> {
  assert.ok(time !== undefined);
  const leftMs = Date.parse(time) + 100 - Date.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}

describe('an approval that comes after its time-out', () => {
  let harness: Harness;
  afterEach(() => harness.close());

  it('is refused while the run does something else', async () => {
    let look: Promise<unknown> | undefined;
    harness = await startHarness({
      wrapActivities: (activities) => ({
        ...activities,
        // The run gets this signal before what was seen, so that it checks again as soon as it waits for an approval.
        async findModel(query) {
          const seen = await activities.findModel(query);
          await harness.emulator.setStatus(query.projectVersionArn, 'STARTING');
          look ??= handle.signal('checkNow');
          await look;
          return seen;
        },
      }),
    });
    const arn = await harness.addModel({ status: 'RUNNING', holds: ['STARTING'] });
    const request = { projectVersionArn: arn, approval: { required: true, timeout: '1s' } };
    const handle = await harness.start(request);
    await harness.reaches(handle, 'starting');
    await timedOut(await progressOf(handle));
    await assert.rejects(update(handle, 'approve', BY), (error) => {
      assert.ok(error instanceof WorkflowUpdateFailedError);
      assert.match(error.cause?.message ?? '', REFUSED);
      return true;
    });
    await harness.emulator.setStatus(arn, 'RUNNING');
    assert.equal((await handle.result()).outcome, 'rejected');
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is refused by all kinds of runs if no worker has handled the time-out', async () => {
    harness = await startHarness({ workflowTasks: false });
    const worker = await startHarness({ beside: harness });
    const approval = { required: true, timeout: '10s' };
    const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const arn = await harness.addModel({ status: 'RUNNING' });
    const ofProject = await harness.addModel({ projectArn, status: 'STOPPED' });
    const rules = { projects: ['shelves'], dryRun: false, maxDeletes: 0, approvalTimeout: approval.timeout };
    const runs: WorkflowHandle[] = [
      await harness.start({ projectVersionArn: arn, approval }),
      await harness.startProject({ projectArn, approval }),
      await startSweep(harness, rules),
    ];
    await Promise.all(runs.map((run) => harness.reaches(run, 'awaitingApproval')));
    const shown = await Promise.all(runs.map(progressOf));
    await worker.close();
    await Promise.all(shown.map(timedOut));
    await Promise.all(runs.map((run) => run.signal('approve', BY)));

    const next = await startHarness({ beside: harness });
    try {
      for (const run of runs) {
        assert.equal(((await run.result()) as { outcome: string }).outcome, 'rejected');
        const { refusedSignal } = await progressOf(run);
        assert.match(refusedSignal?.why ?? '', REFUSED);
      }
      assert.deepEqual(
        [arn, ofProject].flatMap((it) => harness.changes(it)),
        [],
      );
    } finally {
      await next.close();
    }
  });

  it('counts if Temporal repeats it after a reset, since it came in time', async () => {
    harness = await startHarness();
    const terms = { approval: { required: true, timeout: '10s' } };
    const { handle } = await startTeardown(harness, terms, { status: 'RUNNING', holds: ['STOPPING'] });
    await harness.reaches(handle, 'awaitingApproval');
    const shown = await progressOf(handle);
    await update(handle, 'approve', BY);
    await harness.reaches(handle, 'stopping');
    await timedOut(shown);
    // The task that has accepted it: the run has asked for the approval before, and remembers until when.
    const { events = [] } = await handle.fetchHistory();
    const acceptedAt = events?.findIndex((it) => it.workflowExecutionUpdateAcceptedEventAttributes) ?? -1;
    const task = events?.slice(0, acceptedAt).findLast((it) => it.workflowTaskCompletedEventAttributes);
    const again = await reset(harness.client, handle, { task: task?.eventId });
    await eventually(async () => {
      const { decisions, phase } = await progressOf(again);
      assert.deepEqual([phase, decisions.map(({ decision }) => decision)], ['stopping', ['approve']]);
    });
    await again.terminate();
  });
});

describe('a decision that comes after the deadline, before a worker has handled that', () => {
  const LATE = /was not accepted\. This run has passed its deadline/;

  it('is refused, as an update and as a signal', async () => {
    const harness = await startHarness({ workflowTasks: false });
    const worker = await startHarness({ beside: harness });
    const terms = { gracePeriod: '9s', deadline: '10s' };
    const runs = await Promise.all(
      ['update', 'signal'].map(() => startTeardown(harness, terms, { status: 'STOPPED' })),
    );
    await Promise.all(runs.map(({ handle }) => harness.reaches(handle, 'held')));
    const { deadlineAt } = await progressOf(runs[1]?.handle ?? assert.fail());
    await worker.close();
    await passed(deadlineAt);
    const [updated, signalled] = runs.map(({ handle }) => handle);
    assert.ok(updated && signalled);
    await signalled.signal('restore', BY);
    const answer = assert.rejects(update(updated, 'restore', BY), (error) => {
      assert.ok(error instanceof WorkflowUpdateFailedError);
      assert.match(error.cause?.message ?? '', LATE);
      return true;
    });
    const next = await startHarness({ beside: harness });
    try {
      await answer;
      for (const { arn, handle } of runs) {
        assert.equal((await failureOf(handle.result())).type, 'DeadlineExceeded');
        assert.deepEqual(harness.changes(arn), []);
      }
      const { refusedSignal } = await progressOf(signalled);
      assert.match(refusedSignal?.why ?? '', LATE);
    } finally {
      await next.close();
      await harness.close();
    }
  });
});
