import assert from 'node:assert/strict';
import type { MetricMeter, MetricTags } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const NOT_FOUND = { code: 'ResourceNotFoundException' };

// Attempts that fail are what is tested.
const logger = new DefaultLogger('ERROR', () => undefined);

describe('an activity that finds nothing', () => {
  let emulator: Emulator;
  let activities: ReturnType<typeof createTeardownActivities>;
  let counted: MetricTags[];
  let runs = 0;

  beforeEach(async () => {
    emulator = await startEmulator();
    const { url: endpoint } = emulator;
    const aws = createAwsClients({ endpoint, credentials: CREDENTIALS });
    activities = createTeardownActivities(aws, { interval: () => 50 });
    counted = [];
    runs += 1;
  });
  afterEach(() => emulator.close());

  const addProject = (seed: object = {}) =>
    emulator.addProject({ name: 'shelves', ...seed }) as Promise<ProjectArn>;
  const addModels = (projectArn: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        emulator.addModel({ projectArn, name: `v${n}`, tags: { n: `${n}` } }),
      ),
    ) as Promise<ProjectVersionArn[]>;
  const calls = (operation: string) => emulator.calls.filter((call) => call.operation === operation);

  /** Runs an attempt of one and the same activity. */
  const attempt = <T>(run: () => Promise<T>, currentAttemptScheduledTimestampMs = 0): Promise<T> => {
    const workflowExecution = { workflowId: 'teardown', runId: `run-${runs}` };
    const metricMeter = {
      createCounter: () => ({ add: (_: number, tags: MetricTags) => counted.push(tags) }),
      createUpDownCounter: () => ({ add: () => undefined }),
    } as unknown as MetricMeter;
    return new MockActivityEnvironment(
      { workflowExecution, attempt: 2, currentAttemptScheduledTimestampMs },
      { metricMeter, logger },
    ).run(run);
  };

  it('does not treat a project as gone with the credentials of another account', async () => {
    const projectArn = await addProject({ accountId: '999988887777' });
    const project = { projectArn, status: 'DELETING', feature: 'CUSTOM_LABELS', datasets: [] };
    await assert.rejects(
      attempt(() => activities.waitForProjectChange({ project })),
      { type: 'AccessDenied' },
    );
  });

  it('returns no models only if DescribeProjects does not list the project', async () => {
    const projectArn = await addProject({ feature: 'CONTENT_MODERATION' });
    emulator.faults.add({ kind: NOT_FOUND, operation: 'DescribeProjectVersions' });
    await assert.rejects(
      attempt(() => activities.listModels(projectArn)),
      { type: 'NoAnswer' },
    );
    await emulator.removeProject(projectArn);
    assert.deepEqual(await attempt(() => activities.listModels(projectArn)), []);
  });

  it('lists names without the filter if one of them is not found', async () => {
    const projectArn = await addProject();
    const [projectVersionArn = ''] = await addModels(projectArn, 1);
    emulator.faults.add({ kind: NOT_FOUND, operation: 'DescribeProjectVersions', about: 'VersionNames' });
    emulator.faults.add({ kind: NOT_FOUND, operation: 'DescribeProjects', about: 'ProjectNames' });
    const seen = await attempt(() =>
      activities.findModel({ projectVersionArn: projectVersionArn as ProjectVersionArn, tags: false }),
    );
    assert.equal(seen.found, true);
  });

  it('queries a model by name if a listing of many pages does not contain it', async () => {
    const projectArn = await addProject();
    const [first, second] = await addModels(projectArn, 150);
    assert.ok(first && second);
    const wait = { projectArn, waitingFor: 'started', status: 'TRAINING_COMPLETED', tags: false } as const;
    const looksAt = async (now: number) => {
      const looks = [first, second].map((projectVersionArn) =>
        attempt(() => activities.waitForChange({ ...wait, projectVersionArn }), now),
      );
      for (const look of looks) await assert.rejects(look, { type: 'NotYet' });
    };
    await looksAt(0);
    // From now on, the looks at the two are shared.
    emulator.faults.add({ kind: 'lostPage', operation: 'DescribeProjectVersions', times: 1 });
    await looksAt(60_000);
    const asked = calls('DescribeProjectVersions').filter(({ fault }) => fault);
    assert.doesNotMatch(asked[0]?.input ?? '', /VersionNames/);
  });

  it('returns a model only with its tags, and no tags only if the model is gone', async () => {
    const projectArn = await addProject();
    const [arn] = await addModels(projectArn, 1);
    assert.ok(arn);
    const model = { projectArn, projectVersionArn: arn, tags: true };
    emulator.faults.add({ kind: NOT_FOUND, operation: 'ListTagsForResource', about: arn });
    await assert.rejects(
      attempt(() => activities.describeModel(model)),
      { type: 'AwsUnavailable' },
    );
    await assert.rejects(
      attempt(() => activities.readModelTags([arn])),
      { type: 'AwsUnavailable' },
    );
    await emulator.setStatus(arn, 'GONE');
    assert.equal((await attempt(() => activities.describeModel(model))).found, false);
    assert.deepEqual(await attempt(() => activities.readModelTags([arn])), {});
  });

  it('does not return a model that is gone when its tags are read', async () => {
    const projectArn = await addProject();
    const [projectVersionArn] = await addModels(projectArn, 1);
    assert.ok(projectVersionArn);
    const look = () => attempt(() => activities.describeModel({ projectArn, projectVersionArn, tags: true }));
    emulator.faults.add({
      kind: NOT_FOUND,
      operation: 'ListTagsForResource',
      about: projectVersionArn,
      when() {
        void emulator.setStatus(projectVersionArn, 'GONE');
        return true;
      },
    });
    await assert.rejects(look(), { type: 'Vanished' });
    assert.equal((await look()).found, false);
  });

  it('describes a model again if reading its tags took longer than a minute', async () => {
    const projectArn = await addProject();
    const [projectVersionArn] = await addModels(projectArn, 1);
    assert.ok(projectVersionArn);
    const realNow = Date.now;
    emulator.faults.add({
      kind: 'throttle',
      operation: 'ListTagsForResource',
      when() {
        Date.now = () => realNow() + 61_000;
        return false;
      },
    });
    try {
      await attempt(() => activities.describeModel({ projectArn, projectVersionArn, tags: true }));
    } finally {
      Date.now = realNow;
    }
    assert.equal(calls('DescribeProjectVersions').length, 2);
  });

  it('does not read tags again that the previous attempt has read', async () => {
    const arns = await addModels(await addProject(), 20);
    const [arn = ''] = arns;
    emulator.faults.add({ kind: 'throttle', operation: 'ListTagsForResource', about: arn, times: 1 });
    await assert.rejects(attempt(() => activities.readModelTags(arns)));
    const tags = await attempt(() => activities.readModelTags(arns));
    assert.equal(Object.keys(tags).length, 20);
    assert.equal(calls('ListTagsForResource').length, 21);
  });

  it('counts a call without an answer as failed', async () => {
    const projectArn = await addProject();
    emulator.faults.add({ kind: 'emptyAnswer' });
    await assert.rejects(attempt(() => activities.readProjectTags(projectArn)));
    const [{ action, answer } = {}] = counted;
    assert.deepEqual({ action, answer }, { action: 'rekognition:ListTagsForResource', answer: 'NoAnswer' });
  });
});
