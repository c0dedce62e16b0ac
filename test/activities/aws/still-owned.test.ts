import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { checkOwned } from '../../../activities/aws/still-owned.js';

const GOOD_FOR_MS = 5000;

/** Checks an attempt while time passes between the server's word and the change. */
async function check({ wallMs = 0, monotonicMs = 0, confirm = () => Promise.resolve() }): Promise<void> {
  let [wall, monotonic] = [1_700_000_000_000, 50];
  const confirmed = async () => {
    await confirm();
    wall += wallMs;
    monotonic += monotonicMs;
  };
  const clocks = { wall: () => wall, monotonic: () => monotonic };
  await new MockActivityEnvironment().run(() => checkOwned(confirmed, clocks));
}

describe('the check before a change', () => {
  it('allows a change that the server has just confirmed', async () => {
    await check({});
    await check({ wallMs: GOOD_FOR_MS, monotonicMs: GOOD_FOR_MS });
  });

  it('rejects the change after a suspension of the process, during which both clocks run', () =>
    assert.rejects(check({ wallMs: 40_000, monotonicMs: 40_000 }), { name: 'Unsent' }));

  it('rejects the change after a suspension of the machine, during which the monotonic clock stops', () =>
    assert.rejects(check({ wallMs: 40_000, monotonicMs: 1 }), /suspended or blocked for 40 s/));

  it('rejects the change although the wall clock was set back meanwhile', () =>
    assert.rejects(check({ wallMs: 0, monotonicMs: 40_000 }), { name: 'Unsent' }));

  it('rejects the change if the server does not confirm the attempt', () =>
    assert.rejects(check({ confirm: () => Promise.reject(new Error('Not found')) }), /Error: Not found/));
});
