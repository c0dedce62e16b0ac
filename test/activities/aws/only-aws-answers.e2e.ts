import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import type { Fault } from '../../../emulator/faults.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { holdTurns, type HeldTurns } from '../../support/temporal/held-turns.js';
import { startHarness, type Harness, type HarnessOptions } from '../../support/temporal/harness.js';
import { showsFailure } from '../../support/temporal/pending-failure.js';

const NEVER = { teardown: 'never' };
const NOT_FOUND = { code: 'ResourceNotFoundException' };

describe('a response that is not an answer from AWS', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const meet = (fault: Fault) => harness.emulator.faults.add(fault);
  const statusOf = (arn: string) => harness.emulator.statusOf(arn);
  const addProject = (seed: object = {}) =>
    harness.emulator.addProject({ name: `project-${randomUUID()}`, ...seed }) as Promise<ProjectArn>;

  for (const [kind, shown] of [
    ['emptyAnswer', /HTTP 200.*ProjectVersionDescriptions.*no body/],
    ['foreignJson', /HTTP 200.*ProjectVersionDescriptions.*not the service/],
    ['noRequestId', /HTTP 200.*request id/],
    ['garbage', /HTTP 200.*Welcome to the café Wi-Fi/],
  ] as const) {
    it(`does not count as the absence of a running model: ${kind}`, async () => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const lift = meet({ kind, operation: 'DescribeProjectVersions' });
      const handle = await harness.start(arn);
      await showsFailure(handle, shown);
      assert.equal(await statusOf(arn), 'RUNNING');
      lift();
      assert.equal((await handle.result()).outcome, 'deleted');
      assert.deepEqual(harness.changes(arn), ['StopProjectVersion', 'DeleteProjectVersion']);
    });
  }

  it('does not count as the deletion of a model whose Delete was accepted and not carried out', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    meet({ kind: 'ignored', operation: 'DeleteProjectVersion', times: 1 });
    const lift = meet({
      kind: 'emptyAnswer',
      operation: 'DescribeProjectVersions',
      after: 'DeleteProjectVersion',
    });
    const handle = await harness.start(arn);
    await showsFailure(handle, /ProjectVersionDescriptions/);
    lift();
    await showsFailure(handle, /is still STOPPED/);
    assert.equal((await harness.progress(handle)).phase, 'deleting');
    await handle.terminate();
  });

  it('does not count as "no tags": a protected model is kept once AWS answers', async () => {
    const arn = await harness.addModel({ status: 'STOPPED', tags: NEVER });
    const lift = meet({ kind: 'emptyAnswer', operation: 'ListTagsForResource' });
    const handle = await harness.start(arn);
    await showsFailure(handle, /ListTagsForResource.*HTTP 200.*Tags/);
    lift();
    assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
    assert.deepEqual(harness.changes(arn), []);
  });

  it('does not count as the absence of a project', async () => {
    const projectArn = await addProject();
    const lift = meet({ kind: 'emptyAnswer', operation: 'DescribeProjects' });
    const handle = await harness.startProject(projectArn);
    await showsFailure(handle, /DescribeProjects.*HTTP 200.*ProjectDescriptions/);
    assert.equal(await harness.emulator.projectExists(projectArn), true);
    lift();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('is retried with back-off in a listing of one page that repeats its token', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const lift = meet({ kind: 'repeatedToken', operation: 'DescribeProjectVersions' });
    const handle = await harness.start(arn);
    await showsFailure(handle, /NextToken/);
    const before = harness.operations(arn).length;
    await sleep(2000);
    assert.ok(
      harness.operations(arn).length - before < 10,
      `${harness.operations(arn).length - before} calls`,
    );
    lift();
    assert.equal((await handle.result()).outcome, 'deleted');
  });
});

describe('ResourceNotFoundException for an existing resource', () => {
  let harness: Harness;
  const start = async (options?: HarnessOptions) => {
    harness = await startHarness(options);
  };
  afterEach(() => harness.close());

  const meet = (fault: Fault) => harness.emulator.faults.add(fault);
  const addProject = (seed: object = {}) =>
    harness.emulator.addProject({ name: `project-${randomUUID()}`, ...seed }) as Promise<ProjectArn>;
  const callsOf = (operation: string) =>
    harness.emulator.calls.filter((call) => call.operation === operation);

  it('never removes the protection of a project', async () => {
    await start();
    const projectArn = await addProject({ tags: NEVER });
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    meet({ kind: NOT_FOUND, operation: 'ListTagsForResource', about: projectArn, times: 1 });
    const handle = await harness.startProject(projectArn);
    assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
    assert.equal(callsOf('DeleteDataset').length, 0);
  });

  it('is retried for tags, and nothing is deleted until the tags can be read', async () => {
    await start();
    const projectArn = await addProject({ tags: NEVER });
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const lift = meet({ kind: NOT_FOUND, operation: 'ListTagsForResource', about: projectArn });
    const handle = await harness.startProject(projectArn);
    await showsFailure(handle, /ListTagsForResource.*ResourceNotFoundException/);
    assert.deepEqual(callsOf('DeleteDataset'), []);
    lift();
    assert.equal((await failureOf(handle.result())).type, 'ModelProtected');
    assert.equal(await harness.emulator.projectExists(projectArn), true);
  });

  it('does not count as an empty project: its datasets are kept while it contains a protected model', async () => {
    await start();
    const projectArn = await addProject();
    const arn = await harness.addModel({ projectArn, status: 'STOPPED', tags: NEVER });
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const lift = meet({ kind: NOT_FOUND, operation: 'DescribeProjectVersions' });
    const handle = await harness.startProject(projectArn);
    await showsFailure(handle, /DescribeProjectVersions.*DescribeProjects/);
    lift();
    const result = await handle.result();
    assert.deepEqual([result.outcome, result.datasets], ['incomplete', []]);
    assert.equal(callsOf('DeleteDataset').length, 0);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('does not end the wait for a starting model', async () => {
    await start();
    const arn = await harness.addModel({ status: 'STARTING', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'starting');
    meet({ kind: NOT_FOUND, operation: 'DescribeProjectVersions', times: 3 });
    await eventually(() => assert.ok(callsOf('DescribeProjectVersions').some(({ error }) => error)));
    await harness.emulator.setStatus(arn, 'RUNNING');
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('does not prove the absence of a model until DescribeProjects no longer lists its project', async () => {
    await start();
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    const lift = meet({ kind: 'emptyAnswer', operation: 'DescribeProjects' });
    await harness.emulator.removeProject((await harness.emulator.projectOf(arn)) ?? '');
    await showsFailure(handle, /DescribeProjects.*ProjectDescriptions/);
    lift();
    assert.equal((await handle.result()).outcome, 'alreadyGone');
  });

  it('does not count as the absence of a running model if another name in the call caused it', async () => {
    let held: HeldTurns | undefined;
    await start({ wrapAws: (aws) => (held = holdTurns(aws, 'rekognition:DescribeProjectVersions')).aws });
    const projectArn = await addProject();
    const arn = await harness.addModel({ projectArn, status: 'RUNNING', name: 'v7' });
    meet({ kind: 'unknownNames', operation: 'DescribeProjectVersions' });
    const strangers = Array.from(
      { length: 6 },
      (_, n) => `${projectArn.replace(/\/\d+$/, '')}/version/v${n}/17${n}` as ProjectVersionArn,
    );
    const others = strangers.map((projectVersionArn) => harness.start({ projectVersionArn, projectArn }));
    const handle = await harness.start({ projectVersionArn: arn, projectArn });
    await eventually(() => assert.equal(held?.asked.size, 7));
    held?.release();
    assert.equal((await handle.result()).outcome, 'deleted');
    for (const other of others) assert.equal((await (await other).result()).outcome, 'alreadyGone');
    const shared = callsOf('DescribeProjectVersions').filter(
      ({ input }) => /"v7"/.test(input) && /"v[0-5]"/.test(input),
    );
    assert.notEqual(shared.length, 0, 'no call was shared');
  });
});

describe('a listing of many pages', () => {
  let harness: Harness;
  afterEach(() => harness.close());

  const sweepOf701 = async (options: HarnessOptions, fault?: Fault) => {
    harness = await startHarness(options);
    const { emulator } = harness;
    for (let n = 0; n < 700; n += 1) await emulator.addProject({ name: `new-${n}` });
    const projectArn = await emulator.addProject({ name: 'old-1' });
    await harness.addModel({ projectArn, status: 'STOPPED' });
    if (fault) emulator.faults.add({ operation: 'DescribeProjects', ...fault });
    return harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: `sweep-models/${randomUUID()}`,
      args: [{ accountId: '111122223333', region: 'eu-west-1', projects: ['old*'], dryRun: true }],
    });
  };
  const pages = () =>
    harness.emulator.calls
      .filter(({ operation }) => operation === 'DescribeProjects')
      .map(({ input, error, fault }) => {
        const { NextToken = '' } = JSON.parse(input) as { NextToken?: string };
        return `${Buffer.from(NextToken, 'base64').toString()}${error || fault ? ' failed' : ''}`;
      });

  it('stays within the share of the quota and completes', async () => {
    const handle = await sweepOf701({ emulator: { callsPerSecond: 5 }, aws: { quotaShare: 0.6 } });
    const { models } = (await handle.result()) as SweepResult;
    assert.equal(models.length, 1);
    assert.deepEqual(
      harness.emulator.calls.filter(({ error }) => error),
      [],
    );
  });

  for (const kind of ['throttle', 'emptyAnswer'] as const) {
    it(`resumes with the page that was not answered: ${kind}`, async () => {
      const handle = await sweepOf701({}, { kind, about: token(6), times: 3 });
      const { models } = (await handle.result()) as SweepResult;
      assert.equal(models.length, 1);
      const asked = (page: string) => pages().filter((it) => it === page).length;
      assert.deepEqual([asked('page:600 failed'), asked('page:600'), asked('')], [3, 1, 1]);
    });
  }

  it('starts again if a token is repeated', async () => {
    const handle = await sweepOf701({}, { kind: 'repeatedToken', about: token(3), times: 2 });
    const { models } = (await handle.result()) as SweepResult;
    assert.equal(models.length, 1);
    assert.equal(pages().filter((page) => page === '').length, 3);
  });
});

const token = (page: number) => Buffer.from(`page:${page * 100}`).toString('base64');
