import assert from 'node:assert/strict';
import type { Answer } from '../../../contract/activities.js';
import type { ModelDescription } from '../../../contract/model/description.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { take, type Event } from '../../../workflows/model/apply-event.js';
import { begin } from '../../../workflows/model/begin-action.js';
import { decided } from '../../../workflows/model/decision-rules.js';
import { interrupts, next } from '../../../workflows/model/next-action.js';
import { newMemory, type Memory } from '../../../workflows/model/state.js';
import type { RunEvent } from '../../../workflows/shared/run-state.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const START = Date.parse('2026-11-24T12:00:00Z');

/** The teardown of a model with a grace period, step by step. */
function teardown(terms: object = {}, memories: Partial<Memory> = {}) {
  const parsed = parseTeardownRequest({ projectVersionArn: ARN, gracePeriod: '1h', ...terms });
  assert.ok(parsed.ok);
  const { request } = parsed;
  let now = START;
  let memory: Memory = { ...newMemory(request, now), ...memories };
  const takes = (event: Event | RunEvent) => {
    memory = take(request, memory, event, now);
  };
  const asks = () => next(request, memory, now);
  return {
    asks,
    takes,
    memory: () => memory,
    interrupts: () => interrupts(memory, asks()),
    passes(seconds: number) {
      now += seconds * 1000;
    },
    begins() {
      memory = begin(memory, asks(), now);
      return memory;
    },
    sees(status: string, more: Partial<ModelDescription> = {}) {
      const model = { projectVersionArn: ARN, status, feature: 'CUSTOM_LABELS', ...more } as ModelDescription;
      const tags = { model: {}, project: {} };
      takes({ event: 'seen', sighting: { found: true, model, tags }, by: 'look' });
    },
    isAnswered(answer: Answer) {
      takes({ event: 'answer', answer });
    },
    restores() {
      memory = decided(memory, 'restore', { by: 'ana' }, now);
    },
  };
}

/** The same, until the model is stopped, and somebody restores it. */
function restoring(...of: Parameters<typeof teardown>) {
  const it = teardown(...of);
  it.sees('RUNNING');
  it.begins();
  it.isAnswered({ accepted: true, status: 'STOPPING' });
  it.passes(20);
  it.sees('STOPPED');
  it.restores();
  it.begins();
  return it;
}

const REFUSED: Answer = { accepted: false, because: 'denied', message: 'no permission' };

/** The same, until AWS has refused Start this many times. */
function refusedTimes(times: number, ...of: Parameters<typeof teardown>) {
  const it = restoring(...of);
  for (let time = 0; time < times; time += 1) {
    it.isAnswered(REFUSED);
    if (time === times - 1) break;
    it.passes(400);
    it.takes({ event: 'woken' });
    it.sees('STOPPED');
    it.begins();
  }
  return it;
}

describe('a restore', () => {
  it('is not given up upon a read from before the model was stopped', () => {
    const it = restoring();
    it.isAnswered({ accepted: true, status: 'STARTING' });
    it.passes(4);
    it.sees('STOPPING');
    assert.equal(it.asks().ask, 'wait');
    it.passes(60);
    it.sees('STOPPING');
    assert.equal(it.asks().ask, 'fail');
  });

  it('asks for the inference units that AWS reported last, without those of a run before', () => {
    const it = teardown();
    it.sees('RUNNING', { minInferenceUnits: 1, maxInferenceUnits: 2 });
    it.sees('RUNNING', { minInferenceUnits: 4 });
    it.sees('STOPPED');
    const { minInferenceUnits, maxInferenceUnits } = it.memory().model ?? {};
    assert.deepEqual([minInferenceUnits, maxInferenceUnits], [4, undefined]);
  });

  it('outlasts a cancel and the deadline while AWS may carry it out', () => {
    for (const event of ['cancelled', 'late'] as const) {
      for (const it of [restoring(), refusedTimes(1)]) {
        it.takes({ event });
        assert.notEqual(it.asks().ask, 'fail');
        assert.notEqual(it.asks().ask, 'cancel');
      }
    }
  });

  it('is not given up after one refusal of Start, however often AWS has refused other calls before', () => {
    const lookDenied = {
      event: 'failed',
      type: 'AccessDenied',
      message: 'no',
      repeated: true,
      action: 'rekognition:DescribeProjectVersions',
    } as const;
    for (const afterwards of [[], [lookDenied]]) {
      const it = teardown({ gracePeriod: '1s' });
      it.sees('STOPPED');
      it.begins();
      for (let time = 0; time < 4; time += 1) {
        it.passes(400);
        it.takes({ event: 'woken' });
        it.sees('STOPPED');
        it.begins();
        it.isAnswered(REFUSED);
      }
      it.restores();
      for (const event of [...afterwards, { event: 'woken' } as const]) it.takes(event);
      it.sees('STOPPED');
      it.begins();
      it.isAnswered(REFUSED);
      it.takes({ event: 'cancelled' });
      assert.equal(it.asks().ask, 'backOff');
    }
  });

  it('ends with a cancel, or with the deadline, if AWS refuses it again and again', () => {
    for (const [event, type] of [
      ['cancelled', 'UnexpectedStatus'],
      ['late', 'DeadlineExceeded'],
    ] as const) {
      const it = refusedTimes(4, { deadline: '30d' });
      assert.equal(it.asks().ask, 'backOff');
      it.takes({ event });
      assert.ok(it.interrupts());
      const ask = it.asks();
      assert.ok(ask.ask === 'fail');
      assert.equal(ask.type, type);
      assert.match(
        ask.message,
        /^arn:.* was to be restored, but .*StartProjectVersion was not confirmed by AWS/,
      );
    }
  });

  it('ends with a cancel, or with the deadline, if it does not come to Start because AWS denies its looks', () => {
    for (const [event, type] of [
      ['cancelled', 'UnexpectedStatus'],
      ['late', 'DeadlineExceeded'],
    ] as const) {
      for (const [denial, isOver] of [
        ['AccessDenied', true],
        ['Unavailable', false],
      ] as const) {
        const it = teardown({ deadline: '30d' });
        it.sees('RUNNING');
        it.begins();
        it.isAnswered({ accepted: true, status: 'STOPPING' });
        it.restores();
        for (let time = 0; time < 4; time += 1) {
          const action = 'rekognition:DescribeProjectVersions';
          it.takes({ event: 'failed', type: denial, message: 'no', repeated: true, action });
          it.passes(400);
        }
        it.takes({ event });
        const ask = it.asks();
        assert.equal(ask.ask === 'fail' && ask.type === type, isOver, `${denial}: ${ask.ask}`);
        it.takes({ event: 'woken' });
        it.sees('STOPPED');
        assert.equal(it.asks().ask, 'send');
      }
    }
  });

  it("ends with the starter's own time-out, whatever AWS does", () => {
    const it = restoring({}, { expiresAt: START + 10_000 });
    it.isAnswered({ accepted: true, status: 'STARTING' });
    it.takes({ event: 'late' });
    assert.ok(it.interrupts());
    const ask = it.asks();
    assert.ok(ask.ask === 'fail');
    assert.equal(ask.type, 'DeadlineExceeded');
    assert.match(
      ask.message,
      /StartProjectVersion was accepted by AWS, and the model was last seen STARTING\./,
    );
  });
});
