import assert from 'node:assert/strict';
import { Client, Connection, type WorkflowExecutionDescription } from '@temporalio/client';
import { pendingCallOf } from '../../client/pending-call.js';

describe('the pending AWS call of a run', () => {
  const connection = Connection.lazy();
  const client = new Client({ connection });
  after(() => connection.close());

  const pendingOf = (...activities: readonly { readonly type: string; readonly failure: string }[]) => {
    const pendingActivities = activities.map(({ type, failure }, index) => ({
      activityId: `${index}`,
      activityType: { name: type },
      attempt: 3,
      lastFailure: { message: failure },
    }));
    return pendingCallOf(client, { raw: { pendingActivities } } as unknown as WorkflowExecutionDescription);
  };

  it('is none of the calls of other systems that are pending beside it', async () => {
    for (const type of ['notify', 'joinTeardown', 'findTeardowns', 'findProjectTeardown']) {
      const other = { type, failure: 'The webhook answered 500.' };
      assert.equal(await pendingOf(other), undefined);
      const call = await pendingOf(other, { type: 'waitForChange', failure: 'Rate exceeded' });
      assert.deepEqual(
        [call?.activity, call?.activityId, call?.lastTry],
        ['waitForChange', '1', 'Rate exceeded'],
      );
    }
  });
});
