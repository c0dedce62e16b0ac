import assert from 'node:assert/strict';
import { FEATURES, MODEL_STATUSES, type ModelDescription } from '../../contract/model.js';
import { planTeardown } from '../../workflows/plan.js';

const MODEL = {
  projectVersionArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/p/version/v/1',
  projectArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/p/1',
  feature: 'CUSTOM_LABELS',
  status: 'RUNNING',
  minInferenceUnits: 2,
} as ModelDescription;
const WILLING = { ifRunning: 'stop', ifTraining: 'wait' } as const;

describe('the plan of a dry run', () => {
  it('goes from the present status to the confirmation', () => {
    const steps = planTeardown(MODEL, WILLING).map(({ step, status }) => `${step} ${status}`);
    assert.deepEqual(steps, ['stop RUNNING', 'wait STOPPING', 'delete STOPPED', 'confirm DELETING']);
  });

  it('says what a stop saves', () => {
    assert.match(planTeardown(MODEL, WILLING)[0]?.why ?? '', /2 inference units/);
    const scaling = { ...MODEL, maxInferenceUnits: 4 };
    assert.match(planTeardown(scaling, WILLING)[0]?.why ?? '', /2 to 4 inference units/);
  });

  it('ends with the refusal, where there would be one', () => {
    const plan = planTeardown(MODEL, { ...WILLING, ifRunning: 'fail' });
    assert.deepEqual(
      plan.map(({ step }) => step),
      ['refuse'],
    );
    assert.match(plan[0]?.why ?? '', /ifRunning "fail"/);
  });

  it('has an end for every status of every feature', () => {
    for (const feature of FEATURES) {
      for (const status of MODEL_STATUSES) {
        const last = planTeardown({ ...MODEL, feature, status }, WILLING).at(-1);
        assert.ok(last?.step === 'confirm' || last?.step === 'refuse', `${feature} ${status}: ${last?.step}`);
      }
    }
  });
});
