import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { teardownModelWorkflowId, type ProjectVersionArn } from '../../contract/index.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startOtherTeam, type OtherTeam } from './other-team.js';

/** What the failure of an operation was caused by: the run's failure, the operation's, the teardown's own. */
async function causeOf(result: Promise<unknown>): Promise<unknown> {
  const error = await result.then(
    () => assert.fail('it should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof WorkflowFailedError, String(error));
  return error.cause instanceof CancelledFailure ? error.cause : error.cause?.cause;
}

describe('the Nexus service', () => {
  let harness: Harness;
  let others: OtherTeam;

  before(async () => {
    harness = await startHarness({ nexus: true });
    others = await startOtherTeam(harness);
  });
  after(async () => {
    await others.close();
    await harness.close();
  });

  it('tears a model down for a workflow in another namespace, under the canonical workflow ID', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const retirement = await others.retireModel({ projectVersionArn: arn, requestedBy: 'pipeline' });
    const result = await retirement.result();
    assert.equal(result.outcome, 'deleted');
    assert.equal(result.requestedBy, 'pipeline');
    const teardown = await harness.client.workflow.getHandle(teardownModelWorkflowId(arn)).describe();
    assert.equal(teardown.status.name, 'COMPLETED');
    assert.deepEqual(teardown.memo, { requestedBy: 'pipeline' });
  });

  it('returns the failure with its type', async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    const retirement = await others.retireModel({ projectVersionArn, ifRunning: 'fail' });
    const cause = await causeOf(retirement.result());
    assert.ok(cause instanceof ApplicationFailure, String(cause));
    assert.equal(cause.type, 'ModelRunning');
    assert.match(cause.message, new RegExp(projectVersionArn));
  });

  it('rejects a malformed request immediately, with the message of the contract', async () => {
    const retirement = await others.retireModel({ projectVersionArn: 'arn:aws:s3:::bucket' });
    const cause = await causeOf(retirement.result());
    assert.ok(cause instanceof ApplicationFailure, String(cause));
    assert.equal(cause.type, 'InvalidRequest');
    assert.match(cause.message, /projectVersionArn must be the ARN of one model.*No request was sent/);
  });

  it('propagates cancellation, which leaves the model as it is', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const retirement = await others.retireModel(arn);
    const teardown = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
    await eventually(async () => assert.equal((await teardown.describe()).status.name, 'RUNNING'));
    await harness.reaches(teardown, 'training');
    await retirement.cancel();
    assert.ok((await causeOf(retirement.result())) instanceof CancelledFailure);
    await eventually(async () => assert.equal((await teardown.describe()).status.name, 'CANCELLED'));
    assert.deepEqual(harness.changes(arn), []);
  });

  it('joins the running teardown', async () => {
    const arn = await harness.addModel({ status: 'STOPPING', becomes: [] });
    const teardown = await harness.start(arn);
    await harness.reaches(teardown, 'stopping');
    const retirement = await others.retireModel(arn);
    await eventually(async () => {
      const { events } = await retirement.fetchHistory();
      assert.ok(events?.some(({ nexusOperationStartedEventAttributes: it }) => it));
    });
    await harness.emulator.setStatus(arn, 'STOPPED');
    assert.deepEqual(await retirement.result(), await teardown.result());
  });

  it('rejects a dry run while a teardown is running, and tears nothing down in a dry run', async () => {
    const arn = await harness.addModel({ status: 'STOPPING', becomes: [] });
    const teardown = await harness.start(arn);
    await harness.reaches(teardown, 'stopping');
    const plan = await others.retireModel({ projectVersionArn: arn, dryRun: true });
    const cause = await causeOf(plan.result());
    assert.ok(cause instanceof ApplicationFailure && cause.type === 'AlreadyInProgress', String(cause));
    await harness.emulator.setStatus(arn, 'STOPPED');
    await teardown.result();
  });

  it('tears a project down by ARN or by name', async () => {
    for (const by of ['ARN', 'name']) {
      const name = `project-${randomUUID()}`;
      const projectArn = await harness.emulator.addProject({ name });
      const arn: ProjectVersionArn = await harness.addModel({ projectArn: projectArn });
      const [, , , region = '', accountId = ''] = projectArn.split(':');
      const input = by === 'ARN' ? projectArn : { projectName: name, accountId, region };
      const result = await (await others.retireProject(input)).result();
      assert.equal(result.outcome, 'deleted', by);
      assert.deepEqual(
        result.models.map((row) => row.projectVersionArn),
        [arn],
      );
    }
  });
});
