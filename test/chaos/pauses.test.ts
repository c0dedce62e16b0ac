import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/emulator.js';
import { pauseForAnswers } from './pauses.js';

describe('what goes wrong in a campaign', () => {
  it('waits until AWS has answered, however long that takes', async () => {
    const calls = [{}, { fault: 'throttle' }] as Emulator['calls'][number][];
    let hasEnded = false;
    const paused = pauseForAnswers({ calls }, 0, 2, new AbortController().signal);
    const ended = paused.then(() => (hasEnded = true));
    calls.push(...([{ fault: 'reset' }, {}] as typeof calls));
    await pauseForAnswers({ calls }, 500, 0, new AbortController().signal);
    assert.equal(hasEnded, false);
    calls.push({} as (typeof calls)[number]);
    assert.equal(await ended, true);
  });

  it('does not wait any longer once the campaign is over', async () => {
    await pauseForAnswers({ calls: [] }, 3_600_000, 5, AbortSignal.timeout(10));
  });
});
