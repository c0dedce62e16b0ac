import assert from 'node:assert/strict';
import { parseTeardownRequest } from '../../contract/request.js';
import type { ModelDescription } from '../../contract/model.js';
import { next } from '../../workflows/core.js';
import { detailsOf } from '../../workflows/details.js';
import { newMemory } from '../../workflows/memory.js';
import { progressOf } from '../../workflows/progress.js';
import { begin, take, type Event } from '../../workflows/take.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe('a Delete that AWS accepts and undoes', () => {
  it('is counted each time, shown, and sent again', () => {
    const parsed = parseTeardownRequest(ARN);
    assert.ok(parsed.ok);
    const { request } = parsed;
    const model = { projectVersionArn: ARN, status: 'STOPPED', feature: 'CUSTOM_LABELS' } as ModelDescription;
    const seen: Event = { event: 'seen', sighting: { found: true, model }, by: 'look' };
    let now = Date.parse('2026-11-24T12:00:00Z');
    let memory = newMemory(request, now);
    for (const time of [1, 2, 3]) {
      memory = take(request, memory, seen, now);
      memory = take(request, memory, { event: 'tags', tags: { model: {}, project: {} } }, now);
      const ask = next(request, memory, now);
      assert.deepEqual([ask.ask, 'call' in ask && ask.call], ['send', 'delete']);
      memory = begin(memory, ask, now);
      memory = take(
        request,
        memory,
        { event: 'answer', answer: { accepted: true, status: 'DELETING' } },
        now,
      );
      assert.equal(progressOf(request, memory, now).deleteSent, true);
      // A read that comes sooner may be late.
      memory = take(request, memory, seen, now + 1000);
      assert.equal(memory.undone, time - 1);
      now += 61_000;
      memory = take(request, memory, seen, now);
      assert.equal(progressOf(request, memory, now).deletionsUndone, time);
    }
    assert.match(detailsOf(progressOf(request, memory, now)), /Undone by AWS \| \*\*3\*\* deletions/);
  });
});
