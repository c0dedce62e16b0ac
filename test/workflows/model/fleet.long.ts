import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { eventually } from '../../support/eventually.js';
import type { TeardownRun } from '../../support/temporal/decisions.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const ACCOUNTS = ['111122223333', '222233334444', '333344445555'];

const throttles = ({ emulator }: Harness) =>
  emulator.calls.filter(({ error }) => error === 'ProvisionedThroughputExceededException').length;

/** How long it took from the first event of the first run until each had ended its first workflow task. */
async function secondsToBegin(handles: readonly TeardownRun[]): Promise<number> {
  const times = await Promise.all(
    handles.map(async (handle) => {
      const { events } = await handle.fetchHistory();
      const done = events?.find((event) => event.workflowTaskCompletedEventAttributes);
      return [events?.[0], done].map((event) => tsToMs(event?.eventTime));
    }),
  );
  return (Math.max(...times.flat()) - Math.min(...times.flat())) / 1000;
}

describe('many teardowns', () => {
  it('in one account stay within their share of its quota, and all finish', async () => {
    const harness = await startHarness({
      emulator: { callsPerSecond: 5 },
      intervalMs: 2000,
      aws: { quotaShare: 0.6 },
    });
    try {
      const projectArn = await harness.emulator.addProject({ name: 'shelves' });
      const names = Array.from({ length: 30 }, (_, n) => `v${n}`);
      const arns = await Promise.all(
        names.map((name) => harness.addModel({ projectArn, name, status: 'RUNNING' })),
      );
      const handles = await Promise.all(arns.map((arn) => harness.start(arn)));
      const results = await Promise.all(handles.map((it) => it.result()));
      assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['deleted']);
      assert.equal(throttles(harness), 0);
      // Two or three go ahead of the line; all others share what they ask of one project. Where the machine takes longer
      // than a second to start them all, there are lines of their own for those who come later.
      const lines = 3 * Math.floor(Math.max(0, (await secondsToBegin(handles)) - 1));
      const asked = (operation: string) => harness.emulator.calls.filter((it) => it.operation === operation);
      const lookUps = asked('DescribeProjects').length;
      assert.ok(lookUps <= 6 + lines, `${lookUps} look-ups, and at most ${6 + lines} are needed`);
      const firstStop = harness.emulator.calls.findIndex((it) => it.operation === 'StopProjectVersion');
      const looks = harness.emulator.calls
        .slice(0, firstStop)
        .filter(({ operation }) => operation === 'DescribeProjectVersions');
      assert.ok(looks.length <= 8 + lines, `${looks.length} looks before the first Stop`);
    } finally {
      await harness.close();
    }
  });

  it('in several accounts assume a role in each, and do not share quotas', async () => {
    const role = { arn: 'arn:aws:iam::{account}:role/model-teardown', externalId: 'fleet' };
    const harness = await startHarness({ aws: { role, quotaShare: 0.6 }, intervalMs: 200 });
    try {
      const arns = await Promise.all(
        ACCOUNTS.map(async (accountId) => {
          const projectArn = await harness.emulator.addProject({ name: 'shelves', accountId });
          return harness.addModel({ projectArn, status: 'RUNNING' });
        }),
      );
      const handles = await Promise.all(arns.map((arn) => harness.start(arn)));
      const results = await Promise.all(handles.map((it) => it.result()));
      assert.deepEqual(
        results.map(({ outcome }) => outcome),
        ACCOUNTS.map(() => 'deleted'),
      );
    } finally {
      await harness.close();
    }
  });
});

describe('waiting teardowns of one project', () => {
  it('need as many Describe calls as one', async () => {
    // On a busy machine, waking all of them can take seconds; at shorter intervals it would do nothing else.
    const intervalMs = 8000;
    const harness = await startHarness({ intervalMs });
    try {
      const projectArn = await harness.emulator.addProject({ name: 'shelves' });
      const names = Array.from({ length: 100 }, (_, n) => `v${n}`);
      const arns = await Promise.all(
        names.map((name) => harness.addModel({ projectArn, name, status: 'STOPPING', becomes: [] })),
      );
      const handles = await Promise.all(arns.map((arn) => harness.start(arn)));
      const { calls } = harness.emulator;
      // One after the other: a hundred that ask at once would keep the machine from what they wait for.
      for (const handle of handles) await harness.reaches(handle, 'stopping');
      // Those who have begun late share the next moments, too.
      await sleep(intervalMs);
      const [before, began] = [calls.length, Date.now()];
      await sleep(3 * intervalMs);
      await eventually(() => assert.ok(calls.length >= before + 3, `${calls.length - before} calls`));
      // Three or four moments, unless the machine has taken longer; alone, each of the hundred would make a call at each.
      const moments = Math.floor((Date.now() - began) / intervalMs) + 1;
      const made = calls.length - before;
      assert.ok(made <= (30 / 9) * moments, `${made} calls in ${moments} moments`);
      for (const arn of arns) await harness.emulator.setStatus(arn, 'STOPPED');
      const results = await Promise.all(handles.map((it) => it.result()));
      assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['deleted']);
    } finally {
      await harness.close();
    }
  }).timeout('20m');

  it('keep their poll if the teardown that sent it is cancelled', async () => {
    const harness = await startHarness({ intervalMs: 1000 });
    try {
      const projectArn = await harness.emulator.addProject({ name: 'shelves' });
      const arns = await Promise.all(
        ['v1', 'v2', 'v3'].map((name) =>
          harness.addModel({ projectArn, name, status: 'STOPPING', becomes: [] }),
        ),
      );
      const handles = await Promise.all(arns.map((arn) => harness.start(arn)));
      await Promise.all(handles.map((handle) => harness.reaches(handle, 'stopping')));
      const asked = () =>
        harness.emulator.calls.filter(({ operation }) => operation === 'DescribeProjectVersions');
      const before = asked().length;
      const release = harness.emulator.faults.add({ kind: 'hang', operation: 'DescribeProjectVersions' });
      await eventually(() => assert.ok(asked().length > before));
      for (const handle of handles.slice(0, 2)) {
        await handle.cancel();
        await assert.rejects(handle.result());
      }
      release();
      await harness.emulator.setStatus(arns[2] ?? '', 'STOPPED');
      assert.equal((await handles[2]?.result())?.outcome, 'deleted');
    } finally {
      await harness.close();
    }
  });
});
