import assert from 'node:assert/strict';
import { modelDescription } from '../../../activities/model/model-description.js';
import type { LocatedModel } from '../../../contract/activities.js';

const MODEL = { projectVersionArn: 'arn:v1', projectArn: 'arn:shelves' } as unknown as LocatedModel;

describe('the description of a model', () => {
  it('has the inference units that it can be started again with', () => {
    const { minInferenceUnits, maxInferenceUnits } = modelDescription(MODEL, {
      MinInferenceUnits: 2,
      MaxInferenceUnits: 4,
    });
    assert.deepEqual([minInferenceUnits, maxInferenceUnits], [2, 4]);
  });

  it('has none if AWS reports 0 of a model that does not run', () => {
    const described = modelDescription(MODEL, { MinInferenceUnits: 0, MaxInferenceUnits: 0 });
    assert.ok(!('minInferenceUnits' in described) && !('maxInferenceUnits' in described));
  });
});
