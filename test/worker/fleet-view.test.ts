import assert from 'node:assert/strict';
import {
  afterAnswer,
  LEASE_MS,
  LIVE_MS,
  newFleetView,
  placeIn,
  SETTLE_MS,
  type FleetView,
  type Moment,
} from '../../worker/fleet-view.js';

/** The server's clock is an hour ahead. */
const SERVER = 3_600_000;
const at = (ms: number): Moment => ({ wall: ms, monotonic: ms });

/** An answer at a time that lists when each worker polled, in milliseconds of the same time. */
function answered(view: FleetView, time: number, polled: Record<string, number>, left: string[] = []) {
  return afterAnswer(view, {
    askedAt: at(time),
    answeredAt: at(time),
    polledAt: new Map(Object.entries(polled).map(([id, ms]) => [id, ms + SERVER])),
    left: new Set(left),
  });
}

const alone = () => answered(newFleetView('a', at(0)), 0, { a: 0 });
const workers = (view: FleetView, time: number) => placeIn(view, at(time))?.workers;

describe("a worker's view of its fleet", () => {
  it('gives no part before an answer has listed the worker', () => {
    const unlisted = answered(newFleetView('a', at(0)), 0, {});
    assert.equal(placeIn(unlisted, at(0)), undefined);
    assert.equal(placeIn(answered(unlisted, 100, { b: 50 }), at(100)), undefined);
  });

  it('gives the whole share at once to a worker that finds no other', () => {
    assert.deepEqual(placeIn(alone(), at(0)), { index: 0, workers: 1 });
  });

  it('gives nothing to a worker that joins others until they have counted it', () => {
    let view = answered(newFleetView('b', at(0)), 0, { a: -1_000, b: 0 });
    for (let time = 3_000; time < SETTLE_MS; time += 3_000) {
      view = answered(view, time, { a: time, b: time });
      assert.equal(placeIn(view, at(time)), undefined, `${time} ms`);
    }
    view = answered(view, SETTLE_MS, { a: SETTLE_MS, b: SETTLE_MS });
    assert.deepEqual(placeIn(view, at(SETTLE_MS)), { index: 1, workers: 2 });
  });

  it('counts a worker that joins from the first answer that lists it', () => {
    assert.equal(workers(answered(alone(), 3_000, { a: 3_000, b: 2_900 }), 3_000), 2);
  });

  it('counts a dead worker, listed or not, until it would have stopped by itself', () => {
    for (const listed of [true, false]) {
      let view = answered(alone(), 3_000, { a: 3_000, b: 2_000 });
      for (let time = 6_000; time <= 42_000; time += 3_000) {
        view = answered(view, time, listed ? { a: time, b: 2_000 } : { a: time });
        assert.equal(workers(view, time), time <= 2_000 + LIVE_MS ? 2 : 1, `${time} ms`);
      }
    }
  });

  it('does not count workers that had died long before', () => {
    assert.equal(workers(answered(newFleetView('a', at(0)), 0, { a: 0, b: -LIVE_MS - 1 }), 0), 1);
  });

  it('judges the age of entries again if the first answer did not list the worker itself', () => {
    const first = answered(newFleetView('a', at(0)), 0, { b: -LIVE_MS - 1_000 });
    assert.equal(workers(answered(first, 200, { a: 150, b: -LIVE_MS - 1_000 }), 200), 1);
  });

  it('does not count a worker that has left', () => {
    const both = answered(alone(), 3_000, { a: 3_000, b: 2_900 });
    assert.equal(workers(answered(both, 6_000, { a: 6_000, b: 5_500 }, ['b']), 6_000), 1);
  });

  it('gives nothing while the server does not answer, and lets the worker join anew after that', () => {
    const both = answered(answered(alone(), 3_000, { a: 3_000, b: 3_000 }), 6_000, { a: 6_000, b: 6_000 });
    assert.equal(workers(both, 3_000 + LEASE_MS), 2);
    assert.equal(placeIn(both, at(3_001 + LEASE_MS)), undefined);
    const back = answered(both, 20_000, { a: 20_000, b: 20_000 });
    assert.equal(placeIn(back, at(20_000)), undefined);
  });

  it('gives nothing if the server answers but receives no polls of the worker', () => {
    let view = alone();
    for (let time = 3_000; time <= 30_000; time += 3_000) view = answered(view, time, { a: 1_000 });
    assert.equal(placeIn(view, at(30_000)), undefined);
  });

  it('gives nothing after a suspension, by whichever clock shows it', () => {
    const view = alone();
    assert.equal(placeIn(view, { wall: LEASE_MS + 1, monotonic: 10 }), undefined);
    assert.equal(placeIn(view, { wall: 10, monotonic: LEASE_MS + 1 }), undefined);
  });
});
