import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { sharedMoments } from '../../../activities/shared/poll-interval.js';

const project = (createdAt: number) =>
  `arn:aws:rekognition:eu-west-1:111122223333:project/shelves/${createdAt}`;
const interval = fc.integer({ min: 10, max: 2_000_000 });
const time = fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 });

describe('shared poll times', () => {
  it('are no further apart than the interval', () => {
    fc.assert(
      fc.property(interval, time, time, (intervalMs, createdAt, now) => {
        const { last, next } = sharedMoments(intervalMs, project(createdAt), now);
        assert.ok(last <= now && now < next, `${last} ${now} ${next}`);
        assert.ok(next - last <= intervalMs);
        if (intervalMs >= 1000) assert.ok(2 * (next - last) > intervalMs);
      }),
    );
  });

  it('of a long interval are also poll times of a short one', () => {
    fc.assert(
      fc.property(interval, interval, time, time, (one, other, createdAt, now) => {
        fc.pre(Math.min(one, other) >= 1000);
        const { next } = sharedMoments(Math.max(one, other), project(createdAt), now);
        assert.equal(sharedMoments(Math.min(one, other), project(createdAt), next).last, next);
      }),
    );
  });

  it('differ between projects', () => {
    const moments = [0, 1, 2, 3].map(
      (n) => sharedMoments(8000, project(1_690_000_000_000 + n * 1500), 1_700_000_000_000).next,
    );
    assert.equal(new Set(moments).size, 4);
  });
});
