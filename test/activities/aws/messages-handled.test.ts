import assert from 'node:assert/strict';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { checkMessagesHandled } from '../../../activities/aws/messages-handled.js';

/** Runs the check in an activity, with what the server says about a pending workflow task, each time that it is asked. */
async function check(said: readonly (boolean | Error)[]): Promise<number> {
  let asked = 0;
  const hasPendingTask = () => {
    const answer = said[Math.min(asked, said.length - 1)] ?? false;
    asked += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  await new MockActivityEnvironment().run(() => checkMessagesHandled(hasPendingTask, 200));
  return asked;
}

describe('the check for messages that the run has not handled', () => {
  it('allows a change if there is none', async () => {
    assert.equal(await check([false]), 1);
  });

  it('waits for one that is being handled', async () => {
    assert.equal(await check([true, true, false]), 3);
  });

  it('rejects the change if one is not handled in time', () =>
    assert.rejects(check([true]), { name: 'Unsent', message: /has not been handled yet/ }));

  it('rejects the change if the server does not say', () =>
    assert.rejects(check([new Error('Not found')]), { name: 'Unsent', message: /Not found/ }));

  it('ends when the activity is cancelled', async () => {
    const environment = new MockActivityEnvironment();
    const waiting = environment.run(() => checkMessagesHandled(() => Promise.resolve(true), 600_000));
    environment.cancel('CANCELLED', ActivityCancellationDetails.fromProto({ isCancelled: true }));
    await assert.rejects(waiting, { name: 'AbortError' });
  });
});
