import assert from 'node:assert/strict';
import { ALLOW_ALL } from '../../../activities/allow-list.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const NEVER = { teardown: 'never' };

describe('a protected model', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  it('is refused if it has the tag', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', tags: NEVER });
    const { type, message } = await failureOf((await harness.start(arn)).result());
    assert.equal(type, 'ModelProtected');
    assert.match(message, /the model arn:.* has the tag teardown=never.*UntagResource/);
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is refused if its project has the tag', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'kept-project', tags: NEVER });
    const arn = await harness.addModel({ projectArn, status: 'RUNNING' });
    const { type, message } = await failureOf((await harness.start(arn)).result());
    assert.equal(type, 'ModelProtected');
    assert.match(message, /the project arn:/);
    assert.deepEqual(harness.changes(arn), []);
  });

  it('is refused before its training is waited for', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [], tags: NEVER });
    assert.equal((await failureOf((await harness.start(arn)).result())).type, 'ModelProtected');
  });

  it('may be protected by a different tag in the request', async () => {
    const tags = { keep: 'until=2030' };
    const arn = await harness.addModel({ status: 'STOPPED', tags });
    const request = { projectVersionArn: arn, protectTag: 'keep=until=2030' };
    assert.equal((await failureOf((await harness.start(request)).result())).type, 'ModelProtected');
    const { outcome, model } = await (await harness.start(arn)).result();
    assert.equal(outcome, 'deleted');
    assert.deepEqual(model?.tags, tags);
  });

  it('is detected again right before Delete', async () => {
    const slow = await startHarness({ emulator: { durations: { stopping: 3_600_000, deleting: 200 } } });
    try {
      const projectArn = await slow.emulator.addProject({ name: 'tagged-late' });
      const arn = await slow.addModel({ projectArn, status: 'RUNNING' });
      const handle = await slow.start(arn);
      await eventually(() => assert.ok(slow.operations(arn).includes('StopProjectVersion')));
      await slow.emulator.setTags(arn, NEVER);
      await slow.emulator.setStatus(arn, 'STOPPED');
      assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
      assert.equal(await slow.emulator.statusOf(arn), 'STOPPED');
    } finally {
      await slow.close();
    }
  });

  it('is reported by a dry run', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', tags: NEVER });
    const { plan } = await (await harness.start({ projectVersionArn: arn, dryRun: true })).result();
    assert.deepEqual(
      plan?.steps.map(({ step }) => step),
      ['refuse'],
    );
    assert.equal(plan?.guards.find(({ guard }) => guard === 'protectTag')?.failure, 'ModelProtected');
  });

  it('is kept if its tags can not be read', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const kind = { code: 'ThrottlingException', message: 'slow down' };
    harness.emulator.faults.add({ kind, operation: 'ListTagsForResource', times: 3 });
    const handle = await harness.start(arn);
    assert.equal((await handle.result()).outcome, 'deleted');
    const [firstTags, stop] = ['ListTagsForResource', 'StopProjectVersion'].map((name) =>
      harness.emulator.calls.findLastIndex(
        ({ operation, statusCode, input }) => operation === name && statusCode === 200 && input.includes(arn),
      ),
    );
    assert.ok((firstTags ?? 0) >= 0 && (stop ?? 0) >= 0);
  });
});

describe('a model that the worker is not allowed to tear down', () => {
  for (const [what, lists, why] of [
    ['by its account', { accounts: { allow: ['999999999999'] } }, /does not allow the account 111122223333/],
    ['by its Region', { regions: { deny: ['eu-*'] } }, /denies the Region eu-west-1/],
    ['by its project', { projects: { deny: ['project-*'] } }, /denies the project project-/],
  ] as const) {
    it(`${what} is refused without sending a request`, async () => {
      const harness = await startHarness({ activities: { allowLists: { ...ALLOW_ALL, ...lists } } });
      try {
        const arn = await harness.addModel({ status: 'RUNNING' });
        const { type, message } = await failureOf((await harness.start(arn)).result());
        assert.equal(type, 'NotAllowed');
        assert.match(message, why);
        assert.deepEqual(harness.emulator.calls, []);
      } finally {
        await harness.close();
      }
    });
  }

  it('is deleted nevertheless if that was sent while the worker was allowed to, and its answer was lost', async () => {
    const deny: string[] = [];
    const harness = await startHarness({
      activities: { allowLists: { ...ALLOW_ALL, projects: { deny } } },
      records: 'required',
      wrapActivities: (activities) => ({
        ...activities,
        deleteModel: (...args) => activities.deleteModel(...args).finally(() => deny.push('*')),
      }),
    });
    try {
      const arn = await harness.addModel({ status: 'STOPPED' });
      const operation = 'DeleteProjectVersion';
      harness.emulator.faults.add({ kind: 'loseResponse', times: 1, operation });
      const { outcome, record } = await (await harness.start(arn)).result();
      assert.deepEqual([outcome, record?.written], ['deleted', true]);
      assert.deepEqual(harness.changes(arn), [operation, 'PutObject']);
    } finally {
      await harness.close();
    }
  });
});
