import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TeardownClient } from '../../client/index.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../contract/names.js';
import type { ProjectArn } from '../../contract/arn.js';
import { eventually } from '../support/eventually.js';
import { APPROVAL, update } from '../support/temporal/decisions.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };

/** What an activity ends with that AWS has not answered for five minutes. */
const REFUSED = ApplicationFailure.nonRetryable(
  'AWS does not answer; for 5 minutes now',
  'CredentialsRefused',
  {
    action: 'rekognition:DescribeProjects',
    repeated: false,
  },
);

describe('a decision on a run that hands over', () => {
  const unanswered = new Set<string>();
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness({
      wrapActivities: (activities) => ({
        ...activities,
        findProject: (query) =>
          'projectName' in query && unanswered.has(query.projectName)
            ? Promise.reject(REFUSED)
            : activities.findProject(query),
      }),
    });
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const startByName = async (projectName: string) => {
    const { teardown } = await client.startProject({ projectName, ...PLACE, ...APPROVAL });
    return teardown;
  };
  const startByHand = (type: string, request: object) =>
    harness.client.workflow.start(type, {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [{ ...request, ...APPROVAL }],
    });
  const awaitsApproval = (workflowId: string) =>
    harness.reaches(harness.client.workflow.getHandle(workflowId), 'awaitingApproval');
  const refusalOf = async (handle: WorkflowHandle, name: string): Promise<string> => {
    const error: unknown = await update(handle, name).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
    assert.ok(error.cause instanceof ApplicationFailure);
    assert.equal(error.cause.type, 'NotNow');
    return error.cause.message;
  };

  it('goes to the teardown of the project, if the handle is that of its name', async () => {
    const name = `named-${randomUUID()}`;
    const projectArn = (await harness.emulator.addProject({ name })) as ProjectArn;
    const teardown = await startByName(name);
    await awaitsApproval(teardownProjectWorkflowId(projectArn));
    assert.match(await teardown.decide('approve', { by: 'ana' }), /^Approved/);
    assert.equal((await teardown.result()).outcome, 'deleted');
  });

  it('goes to the teardown of the model, if the run was started by hand', async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    const handle = await startByHand('teardownModel', { projectVersionArn });
    await awaitsApproval(teardownModelWorkflowId(projectVersionArn));
    await client.runOf(handle.workflowId).decide('reject', { by: 'ana' });
    assert.equal(((await handle.result()) as { outcome: string }).outcome, 'rejected');
  });

  it('says that AWS is still asked for the project, if it is', async () => {
    const name = `unanswered-${randomUUID()}`;
    unanswered.add(name);
    const teardown = await startByName(name);
    await eventually(async () => assert.equal((await teardown.progress()).phase, 'backingOff'));
    await assert.rejects(teardown.decide('approve', { by: 'ana' }), {
      type: 'NotNow',
      message: /^approve was not accepted\. .*AWS does not answer/,
    });
    await teardown.cancel();
  });

  it('names the workflow that decides to other clients, and adds nothing to the history', async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    const projectArn = (await harness.emulator.addProject({ name: `by-hand-${randomUUID()}` })) as ProjectArn;
    for (const [type, request, workflowId, decisions] of [
      [
        'teardownModel',
        { projectVersionArn },
        teardownModelWorkflowId(projectVersionArn),
        ['approve', 'reject', 'restore', 'postpone', 'deleteNow'],
      ],
      ['teardownProject', { projectArn }, teardownProjectWorkflowId(projectArn), ['approve', 'reject']],
    ] as const) {
      const handle = await startByHand(type, request);
      await awaitsApproval(workflowId);
      const { historyLength } = await handle.describe();
      for (const decision of decisions) {
        const why = await refusalOf(handle, decision);
        assert.ok(why.startsWith(`${decision} was not accepted. `), why);
        assert.ok(why.includes(`the workflow ${workflowId}`), why);
      }
      assert.equal((await handle.describe()).historyLength, historyLength);
      await handle.cancel();
    }
  });
});
