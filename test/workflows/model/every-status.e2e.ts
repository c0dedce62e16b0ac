import assert from 'node:assert/strict';
import {
  FEATURES,
  MODEL_STATUSES,
  type Feature,
  type ModelStatus,
} from '../../../contract/model/description.js';
import type { TeardownRun } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { failureOf } from '../../support/temporal/failure-of.js';

const LOOK = ['DescribeProjects', 'DescribeProjectVersions'];

/** The calls that change something, in order, and what they were told about: nothing where it is refused. */
const EXPECTED: Readonly<Record<Feature, Readonly<Record<ModelStatus, readonly string[] | 'refused'>>>> = {
  CUSTOM_LABELS: {
    TRAINING_IN_PROGRESS: ['DeleteProjectVersion'],
    TRAINING_COMPLETED: ['DeleteProjectVersion'],
    TRAINING_FAILED: ['DeleteProjectVersion'],
    STARTING: ['StopProjectVersion', 'DeleteProjectVersion'],
    RUNNING: ['StopProjectVersion', 'DeleteProjectVersion'],
    FAILED: ['DeleteProjectVersion'],
    STOPPING: ['DeleteProjectVersion'],
    STOPPED: ['DeleteProjectVersion'],
    DELETING: [],
    COPYING_IN_PROGRESS: ['DeleteProjectVersion'],
    COPYING_COMPLETED: ['DeleteProjectVersion'],
    COPYING_FAILED: ['DeleteProjectVersion'],
    DEPRECATED: ['DeleteProjectVersion'],
    EXPIRED: ['DeleteProjectVersion'],
  },
  CONTENT_MODERATION: {
    TRAINING_IN_PROGRESS: ['DeleteProjectVersion'],
    TRAINING_COMPLETED: ['DeleteProjectVersion'],
    TRAINING_FAILED: ['DeleteProjectVersion'],
    STARTING: 'refused',
    RUNNING: 'refused',
    FAILED: ['DeleteProjectVersion'],
    STOPPING: 'refused',
    STOPPED: ['DeleteProjectVersion'],
    DELETING: [],
    COPYING_IN_PROGRESS: 'refused',
    COPYING_COMPLETED: ['DeleteProjectVersion'],
    COPYING_FAILED: ['DeleteProjectVersion'],
    DEPRECATED: ['DeleteProjectVersion'],
    EXPIRED: ['DeleteProjectVersion'],
  },
};

/** What AWS brings about by itself, once the teardown has seen the status before. */
const AFTER: Partial<Record<ModelStatus, string>> = {
  TRAINING_IN_PROGRESS: 'TRAINING_COMPLETED',
  COPYING_IN_PROGRESS: 'COPYING_COMPLETED',
  STARTING: 'RUNNING',
  STOPPING: 'STOPPED',
  DELETING: 'GONE',
};

type Events = NonNullable<Awaited<ReturnType<TeardownRun['fetchHistory']>>['events']>;

/** Whether a workflow task timed out, which takes ten seconds. */
function hasStalled(events: Events): boolean {
  return events.some((event) => event.workflowTaskTimedOutEventAttributes);
}

describe('a teardown from start to end', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  for (const feature of FEATURES) {
    for (const status of MODEL_STATUSES) {
      const expected = EXPECTED[feature][status];
      it(`of ${feature} ${status}: ${expected === 'refused' ? expected : expected.join(', ') || 'waits'}`, async () => {
        const next = AFTER[status];
        const arn = await harness.addModel({ feature, status, ...(next && { becomes: [] }) });
        const handle = await harness.start(arn);
        if (expected === 'refused') {
          assert.equal((await failureOf(handle.result())).type, 'UnexpectedStatus');
          assert.equal(await harness.emulator.statusOf(arn), status);
          assert.deepEqual(harness.operations(arn), LOOK);
          return;
        }
        if (next !== undefined) {
          await eventually(async () => assert.equal((await harness.progress(handle)).modelStatus, status));
          await harness.emulator.setStatus(arn, next);
        }
        const { outcome, model } = await handle.result();
        // Somebody else's deletion, waited for, is not this run's.
        assert.equal(outcome, status === 'DELETING' ? 'alreadyGone' : 'deleted');
        assert.equal(model?.projectVersionArn, arn);
        assert.equal(await harness.emulator.statusOf(arn), undefined);
        const operations = harness.operations(arn);
        assert.deepEqual(operations.slice(0, 2), LOOK);
        assert.deepEqual(
          operations.filter((it) => !LOOK.includes(it)),
          expected,
        );
      });
    }
  }

  it('returns a tombstone: the last description before deletion, with its inference units', async () => {
    const arn = await harness.addModel({
      status: 'RUNNING',
      minInferenceUnits: 2,
      maxInferenceUnits: 4,
      described: {
        TrainingEndTimestamp: Date.parse('2026-01-02T03:04:05Z') / 1000,
        EvaluationResult: { F1Score: 0.875 },
        OutputConfig: { S3Bucket: 'bucket', S3KeyPrefix: 'models/shelves' },
        VersionDescription: 'spring',
      },
    });
    const handle = await harness.start({ projectVersionArn: arn, requestedBy: 'ops', reason: 'superseded' });
    const result = await handle.result();
    assert.deepEqual(
      { ...result.model, createdAt: undefined },
      {
        projectVersionArn: arn,
        projectArn: result.projectArn,
        status: 'STOPPED',
        feature: 'CUSTOM_LABELS',
        createdAt: undefined,
        trainedAt: '2026-01-02T03:04:05.000Z',
        evaluationF1: 0.875,
        outputLocation: 's3://bucket/models/shelves',
        minInferenceUnits: 2,
        maxInferenceUnits: 4,
        versionDescription: 'spring',
        tags: {},
      },
    );
    assert.deepEqual(
      result.steps.map(({ step, from, to }) => `${step} ${from ?? ''} ${to}`),
      [
        'look  RUNNING',
        'stop RUNNING STOPPING',
        'wait STOPPING STOPPED',
        'delete STOPPED DELETING',
        'confirm DELETING GONE',
      ],
    );
    assert.equal(result.requestedBy, 'ops');
    assert.equal(result.reason, 'superseded');
    assert.ok(result.startedAt <= result.finishedAt);
    assert.deepEqual((await handle.describe()).memo, { requestedBy: 'ops', reason: 'superseded' });
  });

  it('takes 35 events, and at most five calls besides polls and tags, however often it polls', async () => {
    const slow = await startHarness({ emulator: { durations: { stopping: 3_600_000, deleting: 200 } } });
    try {
      await eventually(
        async () => {
          const arn = await slow.addModel({ status: 'RUNNING' });
          const polls = () => {
            const operations = slow.operations(arn);
            const sinceStop = operations.slice(operations.indexOf('StopProjectVersion'));
            return sinceStop.filter((it) => it === 'DescribeProjectVersions').length;
          };
          const handle = await slow.start(arn);
          await eventually(() => assert.ok(polls() > 4, `${polls()} polls`));
          await slow.emulator.setStatus(arn, 'STOPPED');
          await handle.result();
          const { events } = await handle.fetchHistory();
          // On a machine that stalls for seconds, workflow tasks time out, and are made again.
          if (hasStalled(events ?? [])) throw new Error('The machine has stalled in every try.');
          assert.equal(events?.length, 35);
          const operations = slow.operations(arn);
          assert.ok(operations.length - polls() <= 5, operations.join(' '));
        },
        { only: /has stalled/ },
      );
    } finally {
      await slow.close();
    }
  });
});
