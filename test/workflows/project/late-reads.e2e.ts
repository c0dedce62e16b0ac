import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectProgress } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const TAGS = 'ListTagsForResource';
const NEVER = { teardown: 'never' };
const [FIRST_BACK_OFF_MS, LAG_MS] = [2000, 1500];

describe('the teardown of a project with late reads', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness({ intervalMs: 100 });
  });
  afterEach(() => harness.close());

  const addProject = (name: string) => harness.emulator.addProject({ name });
  const loseAnswer = (operation: string) =>
    harness.emulator.faults.add({ kind: 'loseResponse', operation, times: 1 });
  const refusals = (operation: string) =>
    harness.emulator.calls.filter((call) => call.operation === operation && call.error);

  it('sends each deletion once, however late AWS shows it', async () => {
    const late = await startHarness({ emulator: { readLagMs: LAG_MS }, intervalMs: 100 });
    try {
      const createdAt = Date.now() - 10_000;
      const projectArn = await late.emulator.addProject({ name: 'late', createdAt });
      await late.emulator.addDataset({ projectArn, type: 'train' });
      // Until reads show the dataset.
      await sleep(LAG_MS + 100);
      assert.equal((await (await late.startProject(projectArn)).result()).outcome, 'deleted');
      const sent = late.emulator.calls.filter(({ operation }) => operation.startsWith('Delete'));
      assert.deepEqual(
        sent.map(({ operation }) => operation),
        ['DeleteDataset', 'DeleteProject'],
      );
    } finally {
      await late.close();
    }
  });

  it('does not tear a model down again and again that only the listing of all models still shows', async () => {
    const projectArn = await addProject('listed');
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    harness.emulator.faults.add({
      kind: 'lostPage',
      operation: 'DescribeProjectVersions',
      about: 'VersionNames',
    });
    const handle = await harness.startProject(projectArn);
    await sleep(4 * FIRST_BACK_OFF_MS);
    await harness.emulator.setStatus(arn, 'GONE');
    const { outcome, models } = await handle.result();
    assert.deepEqual([outcome, models[0]?.state], ['deleted', 'alreadyGone']);
    const { events } = await handle.fetchHistory();
    const started = events?.filter((it) => it.childWorkflowExecutionStartedEventAttributes);
    assert.equal(started?.length, 1);
  });

  it('returns "deleted" although an answer was lost', async () => {
    const projectArn = await addProject('lost');
    const release = await harness.emulator.holdReads();
    loseAnswer('DeleteProject');
    const code = 'ResourceInUseException';
    harness.emulator.faults.add({ kind: { code }, operation: 'DeleteProject', times: 1 });
    const handle = await harness.startProject(projectArn);
    await eventually(async () => {
      assert.equal((await handle.query<ProjectProgress>('progress')).phase, 'backingOff');
    });
    release();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  for (const operation of ['DeleteDataset', 'DeleteProject']) {
    it(`backs off if AWS answers ${operation} with "not found" but still lists the resource`, async () => {
      const projectArn = await addProject('gone-and-shown');
      if (operation === 'DeleteDataset') await harness.emulator.addDataset({ projectArn, type: 'train' });
      const release = await harness.emulator.holdReads();
      loseAnswer(operation);
      const handle = await harness.startProject(projectArn);
      // What is lost is made again once; what is refused is backed off from, two seconds at first. The tags of a project that
      // is gone can't be read, so that nothing more is sent while it is shown.
      const unread = () => harness.emulator.calls.filter(({ operation: it, error }) => it === TAGS && error);
      await eventually(() => assert.ok(refusals(operation).length + unread().length > 2));
      release();
      const { outcome, datasets } = await handle.result();
      assert.equal(outcome, 'deleted');
      // It has deleted the dataset, although no answer said so.
      assert.equal(datasets.length, operation === 'DeleteDataset' ? 1 : 0);
      for (const [index, { at }] of refusals(operation).slice(1).entries()) {
        const passed = at - (refusals(operation)[index]?.at ?? 0);
        // Timers of the server may be early by a little.
        assert.ok(passed >= FIRST_BACK_OFF_MS - 100, `made again after ${passed} ms`);
      }
    });
  }

  it('retries once if AWS rejects a deletion as invalid, whatever it answered before', async () => {
    const refused = async (...codes: string[]) => {
      const projectArn = await addProject(codes.join('-'));
      for (const code of codes) {
        const fault = { kind: { code }, operation: 'DeleteProject', about: projectArn, times: 1 };
        harness.emulator.faults.add(fault);
      }
      return (await harness.startProject(projectArn)).result();
    };
    const [busy, invalid] = ['ResourceInUseException', 'InvalidParameterException'];
    const [{ outcome }, { type, message }] = await Promise.all([
      refused(busy, invalid),
      failureOf(refused(busy, invalid, invalid)),
    ]);
    assert.equal(outcome, 'deleted');
    assert.equal(type, 'InvalidRequest');
    assert.match(message, /^DeleteProject of .* was rejected as invalid/);
  });

  it('waits for an accepted deletion though the project was tagged as protected afterwards', async () => {
    // AWS deletes it only when the test says so: the tags of what is gone can't be read.
    const slow = await startHarness({ emulator: { durations: { deleting: 3_600_000 } }, intervalMs: 100 });
    try {
      const { emulator } = slow;
      const projectArn = await emulator.addProject({ name: 'tagged-late' });
      const release = await emulator.holdReads();
      // The look right after Delete reads the tags once they are set.
      const when = () => emulator.calls.some(({ operation }) => operation === 'DeleteProject');
      const answer = emulator.faults.add({ kind: 'throttle', operation: TAGS, when });
      const handle = await slow.startProject(projectArn);
      await eventually(() => assert.ok(when()));
      await emulator.setTags(projectArn, NEVER);
      const before = emulator.calls.length;
      answer();
      await eventually(() => {
        const later = emulator.calls.slice(before);
        assert.ok(later.some((call) => call.operation === TAGS && call.statusCode === 200));
      });
      release();
      await emulator.removeProject(projectArn);
      assert.equal((await handle.result()).outcome, 'deleted');
    } finally {
      await slow.close();
    }
  });
});
