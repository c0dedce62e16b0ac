import assert from 'node:assert/strict';
import type { Answer } from '../../../contract/activities.js';
import type { ModelDescription } from '../../../contract/model/description.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { take, type Event } from '../../../workflows/model/apply-event.js';
import { begin } from '../../../workflows/model/begin-action.js';
import { next } from '../../../workflows/model/next-action.js';
import { newMemory, type Memory } from '../../../workflows/model/state.js';
import type { RunEvent } from '../../../workflows/shared/run-state.js';
import { isInTrouble } from '../../../workflows/shared/trouble.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const START = Date.parse('2026-11-24T12:00:00Z');
const MINUTE_MS = 60_000;

describe('a teardown that is in trouble', () => {
  const parsed = parseTeardownRequest(ARN);
  assert.ok(parsed.ok);
  const { request } = parsed;
  const after = (memory: Memory, event: Event | RunEvent, now: number) => take(request, memory, event, now);
  const seen = (status: string): Event => ({
    event: 'seen',
    sighting: {
      found: true,
      model: { projectVersionArn: ARN, status, feature: 'CUSTOM_LABELS' } as ModelDescription,
      tags: { model: {}, project: {} },
    },
    by: 'look',
  });
  const action = 'rekognition:DescribeProjectVersions';
  const throttled = { event: 'failed', type: 'Throttled', message: '', repeated: true, action } as const;

  it('has the call and the reason, from a failure that took minutes', () => {
    const memory = after(newMemory(request, START), throttled, START);
    assert.ok(isInTrouble(memory));
    assert.deepEqual(memory.trouble, { action, reason: 'Throttled' });
    const other = after(memory, { ...throttled, type: 'TypeError' }, START);
    assert.equal(other.trouble?.reason, 'Other');
  });

  it('has the change that AWS rejects again and again', () => {
    let memory = newMemory(request, START);
    let now = START;
    for (let rejections = 0; rejections < 4; rejections += 1) {
      assert.ok(!isInTrouble(memory));
      memory = after(memory, seen('RUNNING'), now);
      memory = begin(memory, next(request, memory, now), now);
      const answer = { accepted: false, because: 'inUse', message: 'in use' } as const;
      memory = after(memory, { event: 'answer', answer }, now);
      memory = after(memory, seen('RUNNING'), now);
      now += 10 * MINUTE_MS;
      memory = after(memory, { event: 'woken' }, now);
    }
    assert.ok(isInTrouble(memory));
    assert.deepEqual(memory.trouble, { action: 'rekognition:StopProjectVersion', reason: 'Rejected' });
  });

  describe('because AWS has denied its change until the look was too old', () => {
    const DENIED = { accepted: false, because: 'denied', message: 'AWS denied it.' } as const;
    /** Looks, and sends a change. */
    const sent = (before: Memory, now: number, answer: Answer = DENIED) => {
      const woken = after(before, { event: 'woken' }, now);
      const memory = after(woken, seen('RUNNING'), now);
      const sending = begin(memory, next(request, memory, now), now);
      return after(sending, { event: 'answer', answer }, now);
    };
    const failureOf = (before: Memory) => {
      const first = sent(before, START);
      assert.equal(next(request, first, START).ask, 'backOff');
      assert.deepEqual(first.trouble, { action: 'rekognition:StopProjectVersion', reason: 'AccessDenied' });
      return sent(first, START + 3 * MINUTE_MS).failure;
    };

    it('fails when it has denied it again after another look', () => {
      assert.deepEqual(failureOf(newMemory(request, START)), {
        type: 'AccessDenied',
        message: 'AWS denied it.',
      });
    });

    it('fails likewise if the call did not get its turn in between', () => {
      const unsent = { accepted: false, because: 'tooOld', message: 'too old' } as const;
      let memory = sent(newMemory(request, START), START);
      memory = sent(memory, START + 3 * MINUTE_MS, unsent);
      assert.equal(memory.failure, undefined);
      assert.equal(sent(memory, START + 6 * MINUTE_MS).failure?.type, 'AccessDenied');
    });

    it('goes on once something was changed, or while a model is held', () => {
      assert.equal(failureOf({ ...newMemory(request, START), changed: true }), undefined);
      assert.equal(failureOf({ ...newMemory(request, START), holdUntil: START }), undefined);
    });
  });

  it('looks again within half a minute, however often its look got too old before the call was sent', () => {
    const answer = { accepted: false, because: 'tooOld', message: 'too old' } as const;
    let memory = newMemory(request, START);
    for (let now = START; now < START + 60 * MINUTE_MS; now += 3 * MINUTE_MS) {
      memory = after(after(memory, { event: 'woken' }, now), seen('RUNNING'), now);
      memory = begin(memory, next(request, memory, now), now);
      memory = after(memory, { event: 'answer', answer }, now);
      assert.ok(memory.backOff && memory.backOff.until <= now + MINUTE_MS / 2);
    }
    assert.deepEqual(memory.trouble, { action: 'rekognition:StopProjectVersion', reason: 'Unsent' });
  });

  it('is no longer once it only waits for the model', () => {
    let memory = after(newMemory(request, START), throttled, START);
    memory = after(memory, { event: 'woken' }, START + MINUTE_MS);
    memory = after(memory, seen('STOPPING'), START + MINUTE_MS);
    assert.ok(isInTrouble(memory), 'the next call may be refused too');
    const ask = next(request, memory, START + MINUTE_MS);
    assert.equal(ask.ask, 'wait');
    memory = begin(memory, ask, START + MINUTE_MS);
    assert.ok(!isInTrouble(memory));
    assert.equal(memory.trouble, undefined);
  });
});
