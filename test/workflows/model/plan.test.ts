import assert from 'node:assert/strict';
import type { Duration } from '../../../contract/duration.js';
import { FEATURES, MODEL_STATUSES, type ModelDescription } from '../../../contract/model/description.js';
import { planTeardown } from '../../../workflows/model/plan.js';

const MODEL = {
  projectVersionArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/p/version/v/1',
  projectArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/p/1',
  feature: 'CUSTOM_LABELS',
  status: 'RUNNING',
  minInferenceUnits: 2,
} as ModelDescription;
const WILLING = {
  ifRunning: 'stop',
  ifServing: 'ignore',
  ifTraining: 'wait',
  protectTag: 'teardown=never',
} as const;

describe('the plan of a dry run', () => {
  it('contains every step from the current status to the confirmation', () => {
    const steps = planTeardown(MODEL, WILLING).steps.map(({ step, status }) => `${step} ${status}`);
    assert.deepEqual(steps, ['stop RUNNING', 'wait STOPPING', 'delete STOPPED', 'confirm DELETING']);
  });

  it('contains what a stop saves', () => {
    assert.match(planTeardown(MODEL, WILLING).steps[0]?.why ?? '', /2 inference units/);
    const scaling = { ...MODEL, maxInferenceUnits: 4 };
    assert.match(planTeardown(scaling, WILLING).steps[0]?.why ?? '', /2 to 4 inference units/);
  });

  it('contains the savings of a stop in inference units per hour', () => {
    assert.deepEqual(planTeardown({ ...MODEL, maxInferenceUnits: 4 }, WILLING).saves, {
      minInferenceUnits: 2,
      maxInferenceUnits: 4,
    });
    assert.equal(planTeardown({ ...MODEL, status: 'STOPPED' }, WILLING).saves, undefined);
  });

  it('contains the approval before the stop, and the grace period before the delete', () => {
    const approval = { required: true, timeout: '7d' as Duration };
    const { steps } = planTeardown(MODEL, { ...WILLING, approval, gracePeriod: '14d' as Duration });
    assert.deepEqual(
      steps.map(({ step, status, to }) => `${step} ${status} ${to ?? ''}`.trim()),
      [
        'approve RUNNING',
        'stop RUNNING STOPPING',
        'wait STOPPING STOPPED',
        'hold STOPPED',
        'delete STOPPED DELETING',
        'confirm DELETING GONE',
      ],
    );
  });

  it('refuses a protected model, and names the guard', () => {
    const { steps, guards } = planTeardown(MODEL, WILLING, {
      tags: { model: {}, project: { teardown: 'never' } },
    });
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['refuse'],
    );
    assert.deepEqual(
      guards.map(({ guard, passes }) => `${guard} ${passes}`),
      ['allowList true', 'protectTag false', 'ifRunning true', 'ifServing true', 'ifTraining true'],
    );
  });

  it('says of a model in deletion that its tags were not read', () => {
    const whyOf = (...args: Parameters<typeof planTeardown>) =>
      planTeardown(...args).guards.find(({ guard }) => guard === 'protectTag')?.why;
    const why = 'The model is DELETING, so its tags and those of its project were not read.';
    assert.equal(whyOf({ ...MODEL, status: 'DELETING' }, WILLING), why);
    assert.match(whyOf(MODEL, WILLING, { tags: { model: {}, project: {} } }) ?? '', /^Neither the model nor/);
  });

  for (const [ifServing, traffic, first, passes] of [
    ['fail', { unitsInService: 2, detections: 0 }, 'refuse', false],
    ['fail', { unitsInService: 0, detections: 1 }, 'refuse', false],
    ['fail', { unitsInService: 0, detections: 0 }, 'stop', true],
    ['ask', { unitsInService: 2, detections: 0 }, 'approve', true],
    ['ask', { unitsInService: 0, detections: 0 }, 'stop', true],
  ] as const) {
    const { unitsInService, detections } = traffic;
    it(`begins with ${first} by ifServing "${ifServing}", at ${unitsInService} units and ${detections} calls`, () => {
      const { steps, guards } = planTeardown(MODEL, { ...WILLING, ifServing }, { traffic });
      assert.equal(steps[0]?.step, first);
      const verdict = guards.find(({ guard }) => guard === 'ifServing');
      assert.equal(verdict?.passes, passes);
      assert.match(
        verdict?.why ?? '',
        new RegExp(`${unitsInService} inference units in service, and ${detections}`),
      );
    });
  }

  it('ends with the refusal if the teardown would be refused', () => {
    const plan = planTeardown(MODEL, { ...WILLING, ifRunning: 'fail' });
    assert.deepEqual(
      plan.steps.map(({ step }) => step),
      ['refuse'],
    );
    assert.match(plan.steps[0]?.why ?? '', /ifRunning "fail"/);
  });

  it('ends for every status of every feature', () => {
    for (const feature of FEATURES) {
      for (const status of MODEL_STATUSES) {
        const last = planTeardown({ ...MODEL, feature, status }, WILLING).steps.at(-1);
        assert.ok(last?.step === 'confirm' || last?.step === 'refuse', `${feature} ${status}: ${last?.step}`);
      }
    }
  });
});
