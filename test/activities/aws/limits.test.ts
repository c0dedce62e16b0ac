import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createCallLimits } from '../../../activities/aws/limits.js';

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
    const answered = await limits.turn(action, never());
    at.push(Date.now() - began);
    answered();
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

  it('lets only this many calls start in any second', async () => {
    assert.equal(busiestSecond(await turns(0.6, 9)), 3);
    assert.equal(busiestSecond(await turns(1, 12)), 5);
  });

  it('is twice as large for ListTagsForResource, like the quota', async () => {
    assert.equal(busiestSecond(await turns(0.4, 9, 'rekognition:ListTagsForResource')), 4);
  });

  it('may be less than one call per second', async () => {
    const [first = NaN, second = NaN] = await turns(0.16, 2);
    assert.ok(second - first >= 1240, `${second - first} ms`);
  });

  it('is counted per operation', async () => {
    const limits = createCallLimits(0.2);
    const began = Date.now();
    for (const action of [STOP, 'rekognition:DeleteProjectVersion', 'rekognition:DescribeProjectVersions']) {
      await inItsTime(limits.turn(action, never()));
    }
    assert.ok(Date.now() - began < 900);
  });

  it('is not used by callers that were cancelled', async () => {
    const limits = createCallLimits(0.2);
    (await inItsTime(limits.turn(STOP, never())))();
    const impatient = new AbortController();
    const first = limits.turn(STOP, impatient.signal);
    const second = limits.turn(STOP, never());
    impatient.abort(new Error('cancelled'));
    await assert.rejects(first, /cancelled/);
    const began = Date.now();
    await inItsTime(second);
    assert.ok(Date.now() - began < 1500, 'the turn of the cancelled one is not waited for');
  });

  it('counts a call until a second after its answer, because AWS may have counted it as late as that', async () => {
    const limits = createCallLimits(0.6);
    const answers = await inItsTime(Promise.all([1, 2, 3].map(() => limits.turn(STOP, never()))));
    const fourth = limits.turn(STOP, never());
    let answeredAt = NaN;
    setTimeout(() => {
      answeredAt = Date.now();
      answers[0]?.();
    }, 5000);
    await inItsTime(fourth);
    assert.ok(Date.now() - answeredAt >= 1000, `${Date.now() - answeredAt} ms after the answer`);
  });

  it('shrinks if AWS throttles nevertheless', async () => {
    const limits = createCallLimits(1);
    for (let call = 0; call < 3; call += 1) {
      (await inItsTime(limits.turn(STOP, never())))(THROTTLED);
    }
    mock.timers.tick(1100);
    const began = Date.now();
    await inItsTime(Promise.all([1, 2, 3].map(async () => (await limits.turn(STOP, never()))())));
    assert.ok(Date.now() - began > 1000, `three calls within ${Date.now() - began} ms`);
  });
});
