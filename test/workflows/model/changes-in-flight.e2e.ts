import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Context } from '@temporalio/activity';
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
        for (const { eventId, activityTaskScheduledEventAttributes: it } of scheduled) {
          assert.ok(ended.has(String(eventId)), name);
          assert.equal(it?.priority?.priorityKey, 1);
        }
      } finally {
        await harness.close();
      }
    });
  }

  it('is answered before another is sent: a record that is being written counts', async () => {
    let writes = 0;
    const write = async () => {
      writes += 1;
      if (writes > 1) return 's3://records/v1.json';
      const { cancellationSignal, heartbeat } = Context.current();
      const beating = setInterval(heartbeat, 500);
      await once(cancellationSignal, 'abort');
      clearInterval(beating);
      // Meanwhile a run that did not wait would write again.
      await eventually(() => assert.ok(writes > 1), { patienceMs: 3000 }).catch(() => undefined);
      return 's3://records/v1.json';
    };
    const harness = await startHarness({ activities: { records: { keeping: 'required', write } } });
    try {
      const handle = await harness.start(await harness.addModel({ status: 'STOPPED' }));
      await eventually(() => assert.equal(writes, 1));
      await handle.cancel();
      const { outcome, record } = await handle.result();
      assert.deepEqual(
        [outcome, record, writes],
        ['deleted', { written: true, location: 's3://records/v1.json' }, 1],
      );
    } finally {
      await harness.close();
    }
  });
});
