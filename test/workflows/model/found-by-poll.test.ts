import assert from 'node:assert/strict';
import type { ModelDescription } from '../../../contract/model/description.js';
import { withFound, type Seen } from '../../../workflows/model/apply-event.js';

const model = (status: string) => ({ status }) as ModelDescription;
const seen = (sighting: Seen['sighting'], by: Seen['by']): Seen => ({ event: 'seen', sighting, by });

describe('what a poll has found during a look', () => {
  const tags = { model: {}, project: {} };
  const found = seen({ found: true, model: model('STOPPED'), tags }, 'wait');
  const sign = seen({ found: true, model: model('STOPPED') }, 'wait');

  it('counts after what the look shows, without the tags of the poll', () => {
    const look = seen({ found: true, model: model('STARTING'), tags }, 'look');
    assert.deepEqual(withFound(look, found), [look, sign]);
  });

  it('counts alone if the look has failed, or has not found the model', () => {
    assert.deepEqual(withFound({ event: 'woken' }, found), [sign]);
    assert.deepEqual(withFound(seen({ found: false }, 'look'), found), [sign]);
  });
});
