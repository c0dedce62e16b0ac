import assert from 'node:assert/strict';
import { Client, Connection, type WorkflowExecutionDescription } from '@temporalio/client';
import { progressLines } from '../../client/commands/wording.js';
import { pendingCallOf } from '../../client/pending-call.js';
import type { TeardownProgress } from '../../contract/model/progress.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const PROGRESS = {
  projectVersionArn: ARN,
  phase: 'training',
  since: '2026-11-24T07:00:00.000Z',
  waitingFor: 'the training to end',
} as unknown as TeardownProgress;

describe('the progress of a run whose activity an operator has paused', () => {
  const connection = Connection.lazy();
  after(() => connection.close());

  const shownOf = async (workflowId: string, activityId: string) => {
    const pendingActivities = [{ activityId, activityType: { name: 'waitForChange' }, paused: true }];
    const run = { workflowId, raw: { pendingActivities } } as unknown as WorkflowExecutionDescription;
    return progressLines(PROGRESS, await pendingCallOf(new Client({ connection }), run)).join('\n');
  };

  it('has the command that continues it, with its run and activity', async () =>
    assert.match(
      await shownOf(`teardown-model/${ARN}`, '5'),
      new RegExp(`with "temporal activity unpause --workflow-id teardown-model/${ARN} --activity-id 5"`),
    ));

  it('quotes them for a shell', async () =>
    assert.match(await shownOf('$(id)', "a'b"), /unpause --workflow-id '\$\(id\)' --activity-id 'a'\\''b'"/));
});
