import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import { teardownProjectWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress, ProjectResult } from '../../../contract/project/result.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset } from '../../support/temporal/reset.js';
import { PLACE, statesByName } from '../../support/temporal/sweeps.js';

// Such a run checks first which teardowns it had started: on a busy worker, that may take minutes.
describe('a run that was reset and is paused while it checks a teardown of before', () => {
  let harness: Harness;
  let isChecking: boolean;
  let release: () => void;
  let projectArn: ProjectArn;
  beforeEach(async () => {
    isChecking = false;
    const released = new Promise<void>((resolve) => (release = resolve));
    harness = await startHarness({
      wrapActivities: (activities) => ({
        ...activities,
        async joinTeardown(child) {
          isChecking = true;
          await released;
          return activities.joinTeardown(child);
        },
      }),
    });
    projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
  });
  afterEach(() => harness.close());

  const pausedWhileChecking = async (type: string, workflowId: string, request: object) => {
    const handle = await harness.client.workflow.signalWithStart(type, {
      taskQueue: harness.taskQueue,
      workflowId,
      args: [request],
      signal: 'pause',
      signalArgs: [{ by: 'ana' }],
    });
    await eventually(async () => assert.equal((await progressOf(handle)).phase, 'paused'));
    const again = await reset(harness.client, handle);
    await again.signal('resume', { by: 'ana' });
    await eventually(() => assert.ok(isChecking));
    await again.signal('pause', { by: 'ana' });
    await eventually(async () => assert.ok((await progressOf(again)).paused));
    release();
    await eventually(async () => assert.ok(await hasChecked(again)));
    assert.equal(await startedOf(again), 0);
    return again;
  };

  it('starts none before it is resumed: a project', async () => {
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    const id = teardownProjectWorkflowId(projectArn);
    const again = await pausedWhileChecking('teardownProject', id, { projectArn });
    await again.signal('resume', { by: 'ana' });
    assert.equal(((await again.result()) as ProjectResult).outcome, 'deleted');
    assert.equal(await harness.emulator.statusOf(arn), undefined);
  });

  it('selects again before it starts one: a sweep', async () => {
    const arn = await harness.addModel({ projectArn, name: 'left', status: 'STOPPED' });
    await harness.addModel({ projectArn, name: 'same', status: 'STOPPED' });
    const rules = { ...PLACE, dryRun: false, statuses: ['STOPPED'] };
    const again = await pausedWhileChecking('sweepModels', `sweep-models/${randomUUID()}`, rules);
    await harness.emulator.setTags(arn, { teardown: 'never' });
    await again.signal('resume', { by: 'ana' });
    const result = (await again.result()) as SweepResult;
    assert.deepEqual(statesByName(result), { left: 'protected', same: 'deleted' });
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });
});

function progressOf(handle: WorkflowHandle): Promise<Pick<ProjectProgress, 'phase' | 'paused'>> {
  return handle.query('progress');
}

/** Returns whether the run has handled all answers about teardowns of before. */
async function hasChecked(handle: WorkflowHandle): Promise<boolean> {
  const events = await eventsOf(handle);
  const asked = events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'joinTeardown',
  );
  const answers = asked.map(({ eventId }) =>
    events.findIndex((event) =>
      Boolean(eventId && event.activityTaskCompletedEventAttributes?.scheduledEventId?.equals(eventId)),
    ),
  );
  const last = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return answers.every((answer) => answer > 0 && answer < last);
}

async function startedOf(handle: WorkflowHandle): Promise<number> {
  const events = await eventsOf(handle);
  return events.filter((event) => event.startChildWorkflowExecutionInitiatedEventAttributes).length;
}

async function eventsOf(handle: WorkflowHandle) {
  const { events } = await handle.fetchHistory();
  return events ?? [];
}
