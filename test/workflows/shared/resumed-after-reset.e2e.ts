import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset, untilListed, untilModelRuns } from '../../support/temporal/reset.js';
import { startSweep } from '../../support/temporal/sweeps.js';

const BY_ANA = { by: 'ana' };
const TRAINING = { status: 'TRAINING_IN_PROGRESS', becomes: [] };

// Until such a run has found its teardowns, it does not know whom to pass a signal on to.
describe('a run that was reset and is resumed before it finds its teardowns', () => {
  let harness: Harness;
  let isSearching: boolean;
  let release: () => void;
  let misses: boolean;
  let projectArn: ProjectArn;
  let arn: ProjectVersionArn;
  beforeEach(async () => {
    [isSearching, misses] = [false, false];
    const released = new Promise<void>((resolve) => (release = resolve));
    harness = await startHarness({
      // The teardowns look when a signal comes, and not before.
      intervalMs: SELDOM_MS,
      wrapActivities: (activities) => ({
        ...activities,
        async findTeardowns(place) {
          if (place.parentId === undefined || misses) return [];
          isSearching = true;
          await released;
          return activities.findTeardowns(place);
        },
      }),
    });
    projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    arn = await harness.addModel({ projectArn, ...TRAINING });
  });
  afterEach(() => harness.close());

  const child = () => harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
  const isPaused = (handle: WorkflowHandle, expected: boolean) =>
    eventually(async () => {
      const { paused } = await handle.query<Pick<ProjectProgress, 'paused'>>('progress');
      assert.equal(paused, expected);
    });
  const untilTraining = async () => {
    await eventually(() => harness.reaches(child(), 'training'));
    await untilListed(harness.client, child().workflowId);
  };
  const startProject = async () => {
    const handle = await harness.startProject(projectArn);
    await untilTraining();
    return handle;
  };
  const cancel = async (handle: WorkflowHandle) => {
    await handle.cancel();
    await assert.rejects(handle.result());
  };
  const resumedWhileItSearches = async (handle: WorkflowHandle) => {
    await handle.signal('pause', BY_ANA);
    await isPaused(child(), true);
    const again = await reset(harness.client, handle);
    await eventually(() => assert.ok(isSearching));
    await isPaused(again, true);
    await again.signal('resume', BY_ANA);
    await isPaused(again, false);
    return again;
  };

  it('passes that on once it has found them: a project', async () => {
    const again = await resumedWhileItSearches(await startProject());
    release();
    await isPaused(child(), false);
    assert.equal((await harness.progress(child())).decisions.at(-1)?.by, 'ana');
    await cancel(again);
  });

  it('passes that on once it has found them: a sweep', async () => {
    const handle = await startSweep(harness, { dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] });
    await untilTraining();
    const again = await resumedWhileItSearches(handle);
    release();
    await isPaused(child(), false);
    await cancel(again);
  });

  it('passes that on to one that the list of running teardowns has missed', async () => {
    misses = true;
    const handle = await startProject();
    await handle.signal('pause', BY_ANA);
    await isPaused(child(), true);
    const again = await reset(harness.client, handle);
    await eventually(async () => {
      assert.equal((await again.query<ProjectProgress>('progress')).phase, 'paused');
    });
    await again.signal('resume', BY_ANA);
    await isPaused(child(), false);
    await cancel(again);
  });

  /** Waits until the parent has joined the teardown, and the teardown has handled what the parent has sent it so far. */
  const untilJoined = async (again: WorkflowHandle) => {
    await untilModelRuns(again);
    await again.signal('checkNow');
    await eventually(async () => {
      const { events } = await child().fetchHistory();
      const signals = events?.map((it) => it.workflowExecutionSignaledEventAttributes?.signalName) ?? [];
      assert.ok(signals.includes('checkNow'));
    });
  };

  it('does not end a pause of one that somebody has paused by itself since', async () => {
    const again = await resumedWhileItSearches(await startProject());
    await child().signal('resume', { by: 'bob' });
    await child().signal('pause', { by: 'bob' });
    release();
    await untilJoined(again);
    assert.ok((await harness.progress(child())).paused);
    await cancel(again);
  });

  it('does not end such a pause from before the reset', async () => {
    const handle = await startProject();
    await handle.signal('pause', BY_ANA);
    await isPaused(child(), true);
    await handle.signal('resume', BY_ANA);
    await isPaused(child(), false);
    await child().signal('pause', { by: 'bob' });
    // Temporal repeats the signals to the project in its first task.
    const again = await reset(harness.client, handle);
    release();
    await untilJoined(again);
    assert.ok((await harness.progress(child())).paused);
    await cancel(again);
  });
});
