import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../emulator/emulator.js';
import { pauseForAnswers } from './pauses.js';

describe('a pause of a campaign', () => {
  it('lasts until AWS has answered, however long that takes', async () => {
    const calls = [{}, { fault: 'throttle' }] as Emulator['calls'][number][];
    let hasEnded = false;
    const paused = pauseForAnswers({ calls }, 0, 2, new AbortController().signal);
    const ended = paused.then(() => (hasEnded = true));
    calls.push(...([{ fault: 'reset' }, {}] as typeof calls));
    await sleep(500);
    assert.equal(hasEnded, false);
    calls.push({} as (typeof calls)[number]);
    assert.equal(await ended, true);
  });

  it('ends with the campaign', async () => {
    await pauseForAnswers({ calls: [] }, 3_600_000, 5, AbortSignal.timeout(10));
  });
});
