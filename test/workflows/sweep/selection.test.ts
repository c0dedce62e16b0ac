import assert from 'node:assert/strict';
import type { ListedModel } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { shortDigest } from '../../../contract/short-digest.js';
import { MODEL_STATUSES } from '../../../contract/model/description.js';
import { AT_REST, parseSweepRequest, type SweepRequest } from '../../../contract/sweep/request.js';
import { isLookedAt, selectModels, stateByTags } from '../../../workflows/sweep/selection.js';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const DAY = 86_400_000;
const NONE: ReadonlySet<string> = new Set();

const rulesOf = (rules: object): SweepRequest => {
  const parsed = parseSweepRequest({ accountId: '111122223333', region: 'eu-west-1', ...rules });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.request;
};
const arnOf = (name: string) =>
  `arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/${name}/1` as ProjectVersionArn;
/** A model by its name, so many days old. */
const model = (name: string, days?: number, rest: Partial<ListedModel> = {}): ListedModel => ({
  projectVersionArn: arnOf(name),
  status: 'STOPPED',
  ...(days === undefined ? {} : { createdAt: new Date(NOW - days * DAY).toISOString() }),
  ...rest,
});
const select = (models: readonly ListedModel[], rules: object, inProgress = NONE) =>
  Object.fromEntries<string>(
    selectModels(models, rulesOf(rules), { now: NOW, inProgress }).map(({ projectVersionArn, state }) => [
      projectVersionArn.split('/')[3] ?? '',
      state,
    ]),
  );

describe('the selection of a sweep', () => {
  for (const status of [...MODEL_STATUSES, 'ARCHIVED']) {
    const atRest = (AT_REST as readonly string[]).includes(status);
    it(`${atRest ? 'can include' : 'never includes'} a model that is ${status}, unless statuses are given`, () => {
      const models = [model('v1', 100, { status })];
      assert.deepEqual(select(models, { olderThan: '90d' }), atRest ? { v1: 'selected' } : {});
    });
  }

  it('includes a running model only if its status is given', () => {
    const models = [model('v1', 1, { status: 'RUNNING' }), model('v2', 1)];
    assert.deepEqual(select(models, { statuses: ['RUNNING'] }), { v1: 'selected' });
  });

  it('filters by age, and treats models of unknown age as new', () => {
    const models = [model('old', 91), model('day', 90), model('new', 89), model('unknown')];
    assert.deepEqual(select(models, { olderThan: '90d' }), { old: 'selected', day: 'selected' });
  });

  it('keeps the newest usable models', () => {
    const models = [
      model('failed', 1, { status: 'TRAINING_FAILED' }),
      model('expired', 2, { status: 'EXPIRED' }),
      model('training', 0, { status: 'TRAINING_IN_PROGRESS' }),
      model('running', 3, { status: 'RUNNING' }),
      model('b', 4),
      model('c', 5),
    ];
    assert.deepEqual(select(models, { keepNewest: 2 }), {
      failed: 'selected',
      expired: 'selected',
      b: 'keptNewest',
      c: 'selected',
    });
  });

  it('keeps the best models by F1, the newer of equals, and none without a score', () => {
    const models = [
      model('a', 1),
      model('b', 3, { evaluationF1: 0.9 }),
      model('c', 2, { evaluationF1: 0.9 }),
      model('d', 1, { evaluationF1: 0.8 }),
    ];
    assert.deepEqual(select(models, { keepBest: 1 }), {
      a: 'selected',
      b: 'selected',
      c: 'keptBest',
      d: 'selected',
    });
    assert.equal(select(models, { keepBest: 1, keepNewest: 1 })['a'], 'keptNewest');
  });

  it('keeps the requested number, even if teardowns are already running', () => {
    const models = [model('a', 1), model('b', 2), model('c', 3)];
    // Workers of earlier versions return ARNs.
    for (const inProgress of [shortDigest(arnOf('a')), arnOf('a')]) {
      assert.deepEqual(select(models, { keepNewest: 1 }, new Set([inProgress])), {
        a: 'inProgress',
        b: 'keptNewest',
        c: 'selected',
      });
    }
  });

  it('filters by version name, and by whether a model was ever started', () => {
    const models = [
      model('exp-1', 1, { status: 'TRAINING_COMPLETED' }),
      model('exp-2', 1),
      model('v1', 1, { status: 'COPYING_COMPLETED' }),
      model('exp.3', 1),
    ];
    assert.deepEqual(Object.keys(select(models, { versions: ['exp-*'] })), ['exp-1', 'exp-2']);
    assert.deepEqual(Object.keys(select(models, { neverStarted: true })), ['exp-1', 'v1']);
    assert.deepEqual(Object.keys(select(models, { neverStarted: true, versions: ['v*'] })), ['v1']);
  });

  it('skips projects with another name or feature', () => {
    const project = (name: string, feature = 'CUSTOM_LABELS') => ({
      projectArn: `arn:aws:rekognition:eu-west-1:111122223333:project/${name}/1` as ProjectArn,
      feature,
    });
    const looked = (rules: object, name: string, feature?: string) =>
      isLookedAt(project(name, feature), rulesOf(rules));
    assert.equal(looked({ projects: ['tmp-*'] }, 'tmp-1'), true);
    assert.equal(looked({ projects: ['tmp-*'] }, 'prod-tmp-1'), false);
    assert.equal(looked({ feature: 'CONTENT_MODERATION' }, 'shelves'), false);
    assert.equal(looked({ statuses: ['EXPIRED'] }, 'shelves', 'CONTENT_MODERATION'), true);
    assert.equal(looked({ neverStarted: true }, 'shelves', 'CONTENT_MODERATION'), false);
  });

  it('never includes protected models, or models of protected projects', () => {
    const rules = rulesOf({ tags: ['stage=dev', 'a=b=c'] });
    const tags = { stage: 'dev', a: 'b=c' };
    const never = { teardown: 'never' };
    assert.equal(stateByTags(rules, tags, {}), 'selected');
    assert.equal(stateByTags(rules, { ...tags, ...never }, {}), 'protected');
    assert.equal(stateByTags(rules, tags, never), 'protected');
    assert.equal(stateByTags(rules, { stage: 'dev' }, {}), undefined);
    assert.equal(stateByTags(rules, undefined, {}), undefined);
  });
});
