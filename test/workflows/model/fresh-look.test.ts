import assert from 'node:assert/strict';
import type { ModelDescription } from '../../../contract/model/description.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { take } from '../../../workflows/model/apply-event.js';
import { next } from '../../../workflows/model/next-action.js';
import { newMemory } from '../../../workflows/model/state.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const START = Date.parse('2026-11-24T12:00:00Z');

describe('a description of a model', () => {
  /** What comes next once the traffic was read, which took so long. */
  const afterTraffic = (seconds: number) => {
    const parsed = parseTeardownRequest({ projectVersionArn: ARN, ifServing: 'fail' });
    assert.ok(parsed.ok);
    const { request } = parsed;
    const model = { projectVersionArn: ARN, status: 'RUNNING', feature: 'CUSTOM_LABELS' } as ModelDescription;
    const sighting = { found: true, model, tags: { model: {}, project: {} } } as const;
    const seen = take(request, newMemory(request, START), { event: 'seen', sighting, by: 'look' }, START);
    assert.equal(next(request, seen, START).ask, 'readTraffic');
    const now = START + seconds * 1000;
    const traffic = { unitsInService: 0, detections: 0 };
    return next(request, take(request, seen, { event: 'traffic', traffic }, now), now).ask;
  };

  it('is good for Stop while the traffic is read', () => assert.equal(afterTraffic(59), 'send'));

  it('is read again if reading the traffic took longer than a minute', () =>
    assert.equal(afterTraffic(61), 'look'));
});
