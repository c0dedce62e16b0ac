import assert from 'node:assert/strict';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { checkMessagesHandled } from '../../../activities/aws/messages-handled.js';

// Attempts that fail are what is tested.
const logger = new DefaultLogger('ERROR', () => undefined);

const HANDLED = { isRunning: true, hasPendingTask: false };
const PENDING = { isRunning: true, hasPendingTask: true };
const PAUSED = { isRunning: false, hasPendingTask: false };

/** Runs the check in an activity, with what the server says about the run, each time that it is asked. */
async function check(said: readonly (typeof HANDLED | Error)[]): Promise<number> {
  let asked = 0;
  const describeRun = () => {
    const answer = said[Math.min(asked, said.length - 1)] ?? HANDLED;
    asked += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  await new MockActivityEnvironment({}, { logger }).run(() => checkMessagesHandled(describeRun, 200));
  return asked;
}

describe('the check for messages that the run has not handled', () => {
  it('allows a change if there is none', async () => {
    assert.equal(await check([HANDLED]), 1);
  });

  it('waits for one that is being handled', async () => {
    assert.equal(await check([PENDING, PENDING, HANDLED]), 3);
  });

  it('rejects the change if one is not handled in time', () =>
    assert.rejects(check([PENDING]), { name: 'Unsent', message: /has not been handled yet/ }));

  it('rejects the change if the run is paused, during which the server keeps messages for later', async () => {
    const message = /this run is paused or has ended, so no request was sent/;
    await assert.rejects(check([PAUSED]), { name: 'Unsent', message });
    await assert.rejects(check([PENDING, PAUSED]), { name: 'Unsent', message });
  });

  it('rejects the change if the server does not say', () =>
    assert.rejects(check([new Error('Not found')]), { name: 'Unsent', message: /Not found/ }));

  it('ends when the activity is cancelled', async () => {
    const environment = new MockActivityEnvironment({}, { logger });
    const waiting = environment.run(() => checkMessagesHandled(() => Promise.resolve(PENDING), 600_000));
    environment.cancel('CANCELLED', ActivityCancellationDetails.fromProto({ isCancelled: true }));
    await assert.rejects(waiting, { name: 'AbortError' });
  });
});
