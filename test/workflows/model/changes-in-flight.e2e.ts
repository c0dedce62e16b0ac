import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { createTeardownActivities } from '../../../activities/index.js';
import type { ChangeActivities } from '../../../contract/activities.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

/** Each activity that changes something, and how a run comes to wait for it. */
const CHANGES: Readonly<Record<keyof ChangeActivities, readonly [string, Begin]>> = {
  stopModel: [
    'StopProjectVersion',
    async (harness) => harness.start(await harness.addModel({ status: 'RUNNING' })),
  ],
  deleteModel: [
    'DeleteProjectVersion',
    async (harness) => harness.start(await harness.addModel({ status: 'STOPPED' })),
  ],
  startModel: [
    'StartProjectVersion',
    async (harness) => {
      const { handle } = await startTeardown(harness, { gracePeriod: '1h' });
      await harness.reaches(handle, 'held');
      await update(handle, 'restore');
      return handle;
    },
  ],
  deleteDataset: [
    'DeleteDataset',
    async (harness) => {
      const projectArn = await harness.emulator.addProject({ name: 'with-dataset' });
      await harness.emulator.addDataset({ projectArn, type: 'train' });
      return harness.startProject(projectArn);
    },
  ],
  deleteProject: [
    'DeleteProject',
    async (harness) => harness.startProject(await harness.emulator.addProject({ name: 'empty' })),
  ],
  writeRecord: ['PutObject', async (harness) => harness.start(await harness.addModel({ status: 'STOPPED' }))],
};

type Begin = (harness: Harness) => Promise<WorkflowHandle>;

const READS = /^(find|describe|list|read|wait|join|notify)/;

describe('a change in flight when its run is cancelled', () => {
  it('is one of these activities', () => {
    const all = Object.keys(createTeardownActivities(() => assert.fail('nothing is called')));
    assert.deepEqual(all.filter((name) => !READS.test(name)).toSorted(), Object.keys(CHANGES).toSorted());
  });

  for (const [name, [operation, begin]] of Object.entries(CHANGES)) {
    it(`${name} ends before the run ends, so that it is not sent afterwards`, async () => {
      const harness = await startHarness({ records: 'required' });
      try {
        const release = harness.emulator.faults.add({ kind: 'hang', operation });
        const handle = await begin(harness);
        const sent = () => harness.emulator.calls.filter((call) => call.operation === operation).length;
        await eventually(() => assert.ok(sent() > 0));
        await handle.cancel();
        // A Start that somebody was promised is sent all the same.
        if (name === 'startModel') release();
        await handle.result().catch(() => undefined);
        const { events } = await handle.fetchHistory();
        const scheduled = events?.filter(
          (it) => it.activityTaskScheduledEventAttributes?.activityType?.name === name,
        );
        const ended = new Set(
          events?.map((it) =>
            String(
              (
                it.activityTaskCompletedEventAttributes ??
                it.activityTaskCanceledEventAttributes ??
                it.activityTaskFailedEventAttributes
              )?.scheduledEventId,
            ),
          ),
        );
        assert.ok(scheduled?.length);
        for (const { eventId } of scheduled) assert.ok(ended.has(String(eventId)), name);
      } finally {
        await harness.close();
      }
    });
  }
});
