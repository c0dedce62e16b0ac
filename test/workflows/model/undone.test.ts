import assert from 'node:assert/strict';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import type { ModelDescription } from '../../../contract/model/description.js';
import { next } from '../../../workflows/model/next-action.js';
import { detailsOf } from '../../../workflows/model/details.js';
import { newMemory } from '../../../workflows/model/state.js';
import { progressOf } from '../../../workflows/model/progress.js';
import { take, type Event } from '../../../workflows/model/apply-event.js';
import { begin } from '../../../workflows/model/begin-action.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe('a Delete that AWS accepts and undoes', () => {
  it('is counted each time, shown, and sent again', () => {
    const parsed = parseTeardownRequest(ARN);
    assert.ok(parsed.ok);
    const { request } = parsed;
    const model = { projectVersionArn: ARN, status: 'STOPPED', feature: 'CUSTOM_LABELS' } as ModelDescription;
    const tags = { model: {}, project: {} };
    const seen: Event = { event: 'seen', sighting: { found: true, model, tags }, by: 'look' };
    let now = Date.parse('2026-11-24T12:00:00Z');
    let memory = newMemory(request, now);
    for (const time of [1, 2, 3]) {
      memory = take(request, memory, seen, now);
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
