import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createCallLimits } from '../../../activities/aws/limits.js';
import {
  ALONE,
  partOf,
  type Fleet,
  type FleetPlace,
  type QuotaPart,
} from '../../../activities/aws/quota-part.js';
import { warningsDuring } from '../../support/warnings.js';

const never = () => new AbortController().signal;
const DELETE = 'rekognition:DeleteProjectVersion';
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
async function turns(share: number, count: number, action = DELETE, fleet = ALONE): Promise<number[]> {
  const limits = createCallLimits(share, fleet);
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

  it('goes to the calls of the line in their order, after those that go first', async () => {
    const limits = createCallLimits(0.2);
    const sent: string[] = [];
    const send = async (name: string, first: boolean) => {
      const answered = await limits.turn(DELETE, never(), first);
      sent.push(name);
      answered();
    };
    await inItsTime(
      Promise.all([send('a', false), send('b', false), send('c', false), send('urgent', true)]),
    );
    assert.deepEqual(sent, ['a', 'urgent', 'b', 'c']);
  });

  it('makes many calls of one activity wait, which share its signal', async () => {
    const limits = createCallLimits(1);
    const signal = never();
    const calls = Array.from({ length: 20 }, async () => (await limits.turn(DELETE, signal))());
    assert.deepEqual(await warningsDuring(() => inItsTime(Promise.all(calls))), []);
  });

  it('is twice as large for ListTagsForResource, like the quota', async () => {
    assert.equal(busiestSecond(await turns(0.4, 9, 'rekognition:ListTagsForResource')), 4);
  });

  it('is the whole quota for StopProjectVersion, because a model is billed until it is stopped', async () => {
    assert.equal(busiestSecond(await turns(0.2, 12, STOP)), 5);
  });

  it('may be less than one call per second', async () => {
    const [first = NaN, second = NaN] = await turns(0.16, 2);
    assert.ok(second - first >= 1240, `${second - first} ms`);
  });

  it('is counted per operation', async () => {
    const limits = createCallLimits(0.2);
    const began = Date.now();
    for (const action of [DELETE, 'rekognition:DescribeProjects', 'rekognition:DescribeProjectVersions']) {
      await inItsTime(limits.turn(action, never()));
    }
    assert.ok(Date.now() - began < 900);
  });

  it('is not used by callers that were cancelled', async () => {
    const limits = createCallLimits(0.2);
    (await inItsTime(limits.turn(DELETE, never())))();
    const impatient = new AbortController();
    const first = limits.turn(DELETE, impatient.signal);
    const second = limits.turn(DELETE, never());
    impatient.abort(new Error('cancelled'));
    await assert.rejects(first, /cancelled/);
    const began = Date.now();
    await inItsTime(second);
    assert.ok(Date.now() - began < 1500, 'the turn of the cancelled one is not waited for');
  });

  it('counts a call until a second after its answer, because AWS may have counted it as late as that', async () => {
    const limits = createCallLimits(0.6);
    const answers = await inItsTime(Promise.all([1, 2, 3].map(() => limits.turn(DELETE, never()))));
    const fourth = limits.turn(DELETE, never());
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
      (await inItsTime(limits.turn(DELETE, never())))(THROTTLED);
    }
    mock.timers.tick(1100);
    const began = Date.now();
    await inItsTime(Promise.all([1, 2, 3].map(async () => (await limits.turn(DELETE, never()))())));
    assert.ok(Date.now() - began > 1000, `three calls within ${Date.now() - began} ms`);
  });

  it('is there again soon if AWS throttles and the clock is set back by an hour', async () => {
    mock.timers.setTime(7_200_000);
    const limits = createCallLimits(1);
    (await inItsTime(limits.turn(DELETE, never())))(THROTTLED);
    // The line has taken the answer in.
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.setTime(3_600_000);
    const began = Date.now();
    for (let call = 0; call < 10; call += 1) (await inItsTime(limits.turn(DELETE, never())))();
    assert.ok(Date.now() - began < 60_000, `ten calls within ${Date.now() - began} ms`);
  });

  it('is divided among the workers of a fleet, which together send no more than one alone', async () => {
    const fleet = (index: number): Fleet => ({ ...ALONE, place: () => ({ index, workers: 2 }) });
    const each = await inItsTime(Promise.all([0, 1].map((index) => turns(0.6, 6, DELETE, fleet(index)))));
    assert.deepEqual(each.map(busiestSecond), [2, 1]);
    assert.equal(busiestSecond(each.flat()), 3);
  });

  it('changes with the number of workers, and is nothing while that is unknown', async () => {
    const fleet = changingFleet();
    const limits = createCallLimits(0.6, fleet);
    const began = Date.now();
    const at: number[] = [];
    const calls = Array.from({ length: 9 }, async () => {
      const answered = await limits.turn(DELETE, never());
      at.push(Date.now() - began);
      answered();
    });
    setTimeout(() => fleet.becomes({ index: 1, workers: 2 }), 5_000);
    setTimeout(() => fleet.becomes({ index: 0, workers: 1 }), 7_500);
    setTimeout(() => fleet.becomes(undefined), 8_800);
    setTimeout(() => fleet.becomes({ index: 0, workers: 1 }), 20_000);
    await inItsTime(Promise.all(calls));
    const between = (from: number, to: number) => at.filter((it) => it >= from && it < to).length;
    assert.deepEqual(
      [between(0, 5_000), between(5_000, 7_500), between(7_500, 8_800), between(8_800, 20_000)],
      [0, 3, 5, 0],
    );
  });

  it('is nothing for a worker that was suspended, until it knows its part again', async () => {
    const fleet = changingFleet();
    fleet.becomes({ index: 0, workers: 1 });
    const limits = createCallLimits(0.2, fleet);
    (await inItsTime(limits.turn(DELETE, never())))();
    const second = limits.turn(DELETE, never());
    let sent = false;
    void second.then(() => (sent = true));
    fleet.forgets();
    await inItsTime(new Promise((resolve) => setTimeout(resolve, 5_000)));
    assert.equal(sent, false);
    fleet.becomes({ index: 0, workers: 1 });
    await inItsTime(second);
  });
});

interface ChangingFleet extends Fleet {
  becomes(place: FleetPlace | undefined): void;
  /** As when time has passed. */
  forgets(): void;
}

function changingFleet(): ChangingFleet {
  let place: FleetPlace | undefined;
  const listeners: (() => void)[] = [];
  return {
    place: () => place,
    onChange: (listener) => listeners.push(listener),
    becomes(next) {
      place = next;
      for (const listener of listeners) listener();
    },
    forgets: () => (place = undefined),
  };
}

describe('the parts of all workers of a fleet', () => {
  const quotas = [0.1, 0.5, 0.8, 1, 1.5, 2.5, 3, 4, 5, 6, 10];
  const sizes = Array.from({ length: 24 }, (_, n) => n + 1);
  const partsOf = (quota: number, workers: number) =>
    Array.from({ length: workers }, (_, index) => partOf(quota, { index, workers }));
  const rate = ({ places, windowMs }: QuotaPart) => places / windowMs;

  it('add up to the share, and to no more', () => {
    for (const quota of quotas) {
      for (const workers of sizes) {
        const sum = partsOf(quota, workers).reduce((all, it) => all + 1000 * rate(it), 0);
        assert.ok(sum < 1.000001 * quota && sum > 0.99 * quota, `${workers} workers make ${sum} of ${quota}`);
      }
    }
  });

  it('do not grow when a worker joins, wherever it comes in the order', () => {
    for (const quota of quotas) {
      for (const workers of sizes) {
        partsOf(quota, workers).forEach((part, index) => {
          for (const later of [index, index + 1]) {
            const next = partOf(quota, { index: later, workers: workers + 1 });
            assert.ok(rate(next) <= rate(part) && next.places <= part.places);
          }
        });
      }
    }
  });
});
