import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createCallLimits } from '../../activities/call-limits.js';

const never = () => new AbortController().signal;
const STOP = 'rekognition:StopProjectVersion';
const THROTTLED = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** Has the clock go on until this is settled: whatever waits for a timer is woken at its time, however busy the machine. */
async function inItsTime<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = promise.finally(() => (settled = true));
  end.catch(() => undefined);
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (settled) return end;
    mock.timers.tick(10);
  }
}

/** When each of so many calls got its turn, in milliseconds from now. */
async function turns(share: number, count: number, action = STOP): Promise<number[]> {
  const limits = createCallLimits(share);
  const began = Date.now();
  const at: number[] = [];
  const calls = Array.from({ length: count }, async () => {
    await limits.turn(action, never());
    at.push(Date.now() - began);
  });
  await inItsTime(Promise.all(calls));
  return at;
}

/** The most calls that fell into any span of a second. */
const busiestSecond = (at: readonly number[]) =>
  Math.max(...at.map((start) => at.filter((it) => it >= start && it < start + 990).length));

describe("a worker's share of the quota", () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'] }));
  afterEach(() => mock.timers.reset());

  it('lets so many calls start in any second, and no more', async () => {
    assert.equal(busiestSecond(await turns(0.6, 9)), 3);
    assert.equal(busiestSecond(await turns(1, 12)), 5);
  });

  it('is twice as much for the reading of tags, as the quota is', async () => {
    assert.equal(busiestSecond(await turns(0.4, 9, 'rekognition:ListTagsForResource')), 4);
  });

  it('may be less than a call a second', async () => {
    const [first = NaN, second = NaN] = await turns(0.16, 2);
    assert.ok(second - first >= 1240, `${second - first} ms`);
  });

  it('is counted for each operation by itself', async () => {
    const limits = createCallLimits(0.2);
    const began = Date.now();
    for (const action of [STOP, 'rekognition:DeleteProjectVersion', 'rekognition:DescribeProjectVersions']) {
      await inItsTime(limits.turn(action, never()));
    }
    assert.ok(Date.now() - began < 900);
  });

  it('is left to others by who no longer wants a turn', async () => {
    const limits = createCallLimits(0.2);
    await inItsTime(limits.turn(STOP, never()));
    assert.equal(limits.isBusy(STOP), false);
    const impatient = new AbortController();
    const first = limits.turn(STOP, impatient.signal);
    const second = limits.turn(STOP, never());
    assert.equal(limits.isBusy(STOP), true);
    impatient.abort(new Error('cancelled'));
    await assert.rejects(first, /cancelled/);
    const began = Date.now();
    await inItsTime(second);
    assert.ok(Date.now() - began < 1500, 'the turn of the cancelled one is not waited for');
  });

  it('shrinks where AWS throttles all the same', async () => {
    const limits = createCallLimits(1);
    for (let call = 0; call < 3; call += 1) {
      await inItsTime(limits.turn(STOP, never()));
      limits.answered(STOP, THROTTLED);
    }
    mock.timers.tick(1100);
    const began = Date.now();
    await inItsTime(Promise.all([1, 2, 3].map(() => limits.turn(STOP, never()))));
    assert.ok(Date.now() - began > 1000, `three calls within ${Date.now() - began} ms`);
  });
});
