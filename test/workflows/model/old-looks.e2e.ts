import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { BASIS_GOOD_FOR_MS, type Basis } from '../../../contract/activities.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const NEVER = { teardown: 'never' };
const CHANGES = ['StopProjectVersion', 'DeleteProjectVersion', 'DeleteDataset', 'DeleteProject'];

// As after hours without a worker, in a long line of calls, while AWS throttles, or after a reset.
describe('a look that is old by the time its call could be sent', () => {
  let harness: Harness;
  /** Happens once, after AWS has said what counts, and before the run goes on. */
  let meanwhile: (() => Promise<unknown>) | undefined;

  before(async () => {
    const aged = async <T extends Basis>(look: Promise<T>): Promise<T> => {
      const seen = await look;
      return meanwhile ? { ...seen, readAt: seen.readAt - BASIS_GOOD_FOR_MS } : seen;
    };
    const thenMeanwhile = async <T>(look: Promise<T>): Promise<T> => {
      const seen = await look;
      await meanwhile?.();
      meanwhile = undefined;
      return seen;
    };
    harness = await startHarness({
      wrapActivities: (it) => ({
        ...it,
        findModel: (query) => thenMeanwhile(aged(it.findModel(query))),
        findProject: (query) => aged(it.findProject(query)),
        readProjectTags: (arn) => thenMeanwhile(it.readProjectTags(arn)),
      }),
    });
  });
  after(() => harness.close());

  const protectedMeanwhile = (arn: string) => (meanwhile = () => harness.emulator.setTags(arn, NEVER));
  const changes = (arn: string) =>
    harness.emulator.calls
      .filter(({ operation, input }) => CHANGES.includes(operation) && input.includes(arn))
      .map(({ operation }) => operation);

  async function assertKept(arn: string, handle: WorkflowHandle) {
    assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
    assert.deepEqual(changes(arn), []);
  }

  for (const status of ['RUNNING', 'STOPPED']) {
    it(`does not end in a call for a ${status} model that is protected since`, async () => {
      const arn = await harness.addModel({ status });
      protectedMeanwhile(arn);
      await assertKept(arn, await harness.start(arn));
    });
  }

  for (const what of ['a dataset', 'a project']) {
    it(`does not end in a call for ${what} whose project is protected since`, async () => {
      const projectArn = await harness.emulator.addProject({ name: `old-look-at-${what.replace(' ', '-')}` });
      if (what === 'a dataset') await harness.emulator.addDataset({ projectArn, type: 'train' });
      protectedMeanwhile(projectArn);
      const name = projectArn.split('/')[1] ?? '';
      await assertKept(name, await harness.startProject(projectArn));
    });
  }

  it('is followed by another look, after which the call is sent', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    meanwhile = () => Promise.resolve();
    assert.equal((await (await harness.start(arn)).result()).outcome, 'deleted');
    assert.deepEqual(changes(arn), ['DeleteProjectVersion']);
  });
});

describe('a poll that has found another status while a look was under way', () => {
  let harness: Harness;
  let isUnderWay: boolean;
  let isReleased: Promise<void>;
  let release: () => void;

  before(async () => {
    harness = await startHarness({
      wrapActivities: (it) => ({
        ...it,
        async describeModel(query) {
          isUnderWay = true;
          await isReleased;
          return it.describeModel(query);
        },
      }),
    });
  });
  beforeEach(() => {
    isUnderWay = false;
    isReleased = new Promise((resolve) => (release = resolve));
  });
  after(async () => {
    release();
    await harness.close();
  });

  const hasFound = (handle: WorkflowHandle) =>
    eventually(async () => {
      const { pendingActivities = [] } = (await handle.describe()).raw;
      const pending = pendingActivities?.map((it) => it.activityType?.name);
      assert.deepEqual(pending, ['describeModel']);
    });

  it('counts as a sign of use, although the look shows the model as it was before', async () => {
    const seed = { status: 'STOPPED', holds: ['STOPPING'] };
    const { arn, handle } = await startTeardown(harness, { gracePeriod: '1h' }, seed);
    await harness.reaches(handle, 'held');
    await update(handle, 'deleteNow');
    await eventually(() => assert.ok(isUnderWay));
    await harness.emulator.setStatus(arn, 'STOPPING');
    await hasFound(handle);
    await harness.emulator.setStatus(arn, 'STOPPED');
    release();
    assert.equal((await handle.result()).outcome, 'reclaimed');
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is no reason to delete a model that was protected after the poll', async () => {
    const seed = { status: 'RUNNING', minInferenceUnits: 1, holds: ['STOPPING'] };
    const { arn, handle } = await startTeardown(harness, {}, seed);
    await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), 'STOPPING'));
    await handle.signal('checkNow');
    await eventually(() => assert.ok(isUnderWay));
    await harness.emulator.setStatus(arn, 'STOPPED');
    await hasFound(handle);
    await harness.emulator.setTags(arn, NEVER);
    release();
    assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
    assert.deepEqual(harness.changes(arn), ['StopProjectVersion']);
  });
});
