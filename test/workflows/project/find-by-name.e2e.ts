import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ProjectProgress } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const BY_NAME = { projectName: 'shelves', accountId: '111122223333', region: 'eu-west-1' };

/** What an activity ends with that AWS has not answered for five minutes. */
const REFUSED = ApplicationFailure.nonRetryable(
  'rekognition:DescribeProjects: the security token is expired; for 5 minutes now',
  'CredentialsRefused',
  { action: 'rekognition:DescribeProjects', repeated: false },
);

/** What an activity ends with that AWS has denied for a minute. */
const DENIED = ApplicationFailure.nonRetryable('AWS denied rekognition:DescribeProjects.', 'AccessDenied', {
  action: 'rekognition:DescribeProjects',
  repeated: false,
});

describe('the teardown of a project that is given by name, while AWS does not answer', () => {
  let harness: Harness;
  let failing: ApplicationFailure | undefined;
  beforeEach(async () => {
    failing = REFUSED;
    harness = await startHarness({
      wrapActivities: (activities) => ({
        ...activities,
        findProject: (query) => (failing ? Promise.reject(failing) : activities.findProject(query)),
      }),
    });
  });
  afterEach(() => harness.close());

  const startByName = (options: object = {}, terms: object = {}) =>
    harness.client.workflow.start('teardownProject', {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [{ ...BY_NAME, ...terms }],
      ...options,
    });

  const waits = (handle: WorkflowHandle) =>
    eventually(async () => {
      const { phase, waitingFor } = await handle.query<ProjectProgress>('progress');
      assert.equal(phase, 'backingOff');
      assert.match(waitingFor, /the security token is expired/);
    });

  it('waits, shows why, and goes on once AWS answers', async () => {
    const projectArn = await harness.emulator.addProject({ name: 'shelves' });
    const handle = await startByName();
    await waits(handle);
    failing = undefined;
    const { outcome, projectArn: deleted } = (await handle.result()) as {
      outcome: string;
      projectArn: string;
    };
    assert.deepEqual([outcome, deleted], ['deleted', projectArn]);
  });

  it('ends with the reason once AWS denies the call', async () => {
    const handle = await startByName();
    await waits(handle);
    failing = DENIED;
    assert.equal((await failureOf(handle.result())).type, 'AccessDenied');
  });

  it('leaves a project alone that was created after the start', async () => {
    const handle = await startByName();
    await waits(handle);
    const projectArn = await harness.emulator.addProject({ name: 'shelves' });
    failing = undefined;
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'UnexpectedStatus');
    assert.ok(message.startsWith(`The project ${projectArn} was created at `), message);
    assert.deepEqual(harness.changes(projectArn), []);
  });

  it('ends at its deadline', async () => {
    const handle = await startByName({}, { deadline: '2s' });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(message, /passed while AWS was asked for the project shelves\. Nothing was deleted\./);
  });

  it('leaves the teardown that it finds only the time that is left', async () => {
    await harness.emulator.addProject({ name: 'shelves' });
    const handle = await startByName({}, { deadline: '1h' });
    await waits(handle);
    const { deadlineAt } = await handle.query<ProjectProgress>('progress');
    await handle.signal('pause');
    failing = undefined;
    const workflowId = await eventually(async () => {
      const { workflowId: canonical = '' } = await handle.query<ProjectProgress>('progress');
      assert.match(canonical, /^teardown-project/);
      return canonical;
    });
    const canonical = harness.client.workflow.getHandle(workflowId);
    // It is shown before it has been started.
    const progress = await eventually(() => canonical.query<ProjectProgress>('progress'));
    assert.equal(progress.deadlineAt, deadlineAt);
    await handle.signal('resume');
    await handle.result();
  });

  it("ends in words before its starter's own time-out", async () => {
    const handle = await startByName({ workflowExecutionTimeout: '60s' });
    const { type, message } = await failureOf(handle.result());
    assert.equal(type, 'DeadlineExceeded');
    assert.match(message, /passed while AWS was asked for the project shelves\. Nothing was deleted\./);
  });
});
