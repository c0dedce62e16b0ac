import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { mayRepeat } from '../../../activities/aws/attempts-in-a-row.js';
import { keepBetweenAttempts, stillKept } from '../../../activities/aws/kept-between-attempts.js';

/** What an activity has kept whose first attempt AWS has refused. */
const REFUSED = { refused: 1, denial: { attempt: 1 } };

/** Runs in an attempt that is due some milliseconds after the activity. Returns what it has kept, too. */
async function inAttempt<T>(attempt: number, dueAfterMs: number, heartbeatDetails: unknown, run: () => T) {
  const environment = new MockActivityEnvironment({
    attempt,
    heartbeatDetails,
    scheduledTimestampMs: 0,
    currentAttemptScheduledTimestampMs: dueAfterMs,
  });
  const kept: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => kept.push(details));
  const returned = await environment.run<[], T, () => Promise<T>>(() => Promise.resolve(run()));
  return { returned, kept };
}

describe('attempts that an operator resets, so that they count from one again', () => {
  it('may have been carried out before', async () => {
    const repeats = async (attempt: number, dueAfterMs: number, details?: unknown) =>
      (await inAttempt(attempt, dueAfterMs, details, mayRepeat)).returned;
    assert.equal(await repeats(1, 0), false, 'the very first');
    assert.equal(await repeats(2, 2000, REFUSED), false, 'the second, after one that was refused');
    assert.equal(await repeats(2, 2000), true, 'the second');
    assert.equal(await repeats(1, 2000), true, 'the first after a reset');
    assert.equal(await repeats(1, 2000, REFUSED), true, 'the first after a reset that keeps heartbeats');
  });

  it('end without a word, and leave nothing that an attempt before the reset has kept for the next one', async () => {
    const { denial } = REFUSED;
    assert.deepEqual((await inAttempt(1, 2000, REFUSED, stillKept)).returned, { denial });
    const { kept } = await inAttempt(1, 2000, REFUSED, () => keepBetweenAttempts({ isShown: true }));
    assert.deepEqual(kept, [{ denial, isShown: true }]);
  });
});
