import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { ProjectArn } from '../../contract/arn.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startOtherTeam, type OtherTeam } from './other-team.js';

describe('a Nexus operation for a model that is being torn down', () => {
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

  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });

  /** The operation has started once it is attached to the teardown. */
  const untilStarted = (operation: Awaited<ReturnType<OtherTeam['retireModel']>>) =>
    eventually(async () => {
      const { events } = await operation.fetchHistory();
      assert.ok(events?.some(({ nexusOperationStartedEventAttributes: it }) => it));
    });

  async function refusal(result: Promise<unknown>): Promise<string> {
    const error = await result.then(
      () => assert.fail('it should have been refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof WorkflowFailedError, String(error));
    // The SDK wraps what an operation itself fails with.
    const operationError = error.cause?.cause;
    assert.ok(operationError instanceof ApplicationFailure, String(operationError));
    const { cause } = operationError;
    assert.ok(cause instanceof ApplicationFailure, String(cause));
    assert.equal(cause.type, 'AlreadyInProgress');
    assert.equal(operationError.message, cause.message);
    return cause.message;
  }

  it('joins a teardown with the same terms', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn, gracePeriod: '1s', requestedBy: 'ana' });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '1s', ifRunning: 'stop' });
    await untilStarted(operation);
    await harness.emulator.setStatus(projectVersionArn, 'TRAINING_COMPLETED');
    await teardown.signal('checkNow');
    assert.deepEqual(await operation.result(), await teardown.result());
  });

  it('fails if its terms differ, with a message that names both', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '14d' });
    assert.match(
      await refusal(operation.result()),
      new RegExp(
        `^${projectVersionArn} is already being torn down by .* it runs with gracePeriod none; you requested gracePeriod "14d"\\.`,
      ),
    );
    await teardown.cancel();
  });

  it('joins a teardown with different terms with joinAny', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '14d', joinAny: true });
    await untilStarted(operation);
    await harness.emulator.setStatus(projectVersionArn, 'TRAINING_COMPLETED');
    await teardown.signal('checkNow');
    assert.equal((await operation.result()).outcome, 'deleted');
  });

  it('starts a teardown with its own terms if none is running, with joinAny too', async () => {
    const projectVersionArn = await harness.addModel({ status: 'STOPPED' });
    const operation = await others.retireModel({ projectVersionArn, requestedBy: 'bob', joinAny: true });
    const result = await operation.result();
    assert.deepEqual([result.outcome, result.requestedBy], ['deleted', 'bob']);
  });

  it('fails immediately if joinAny is neither true nor false', async () => {
    const projectVersionArn = await harness.addModel({ status: 'STOPPED' });
    const operation = await others.retireModel({ projectVersionArn, joinAny: 'yes' as never });
    const error = await operation.result().catch((reason: unknown) => reason);
    assert.ok(error instanceof WorkflowFailedError, String(error));
    const cause = error.cause?.cause;
    assert.ok(cause instanceof ApplicationFailure, String(cause));
    assert.equal(cause.type, 'InvalidRequest');
    assert.match(cause.message, /joinAny/);
    assert.deepEqual(harness.changes(projectVersionArn), []);
  });

  it('applies the same rule to projects', async () => {
    const name = `project-${randomUUID()}`;
    const projectArn = (await harness.emulator.addProject({ name })) as ProjectArn;
    await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const teardown = await harness.startProject({ projectArn });
    const refused = await others.retireProject({ projectArn, gracePeriod: '14d' });
    assert.match(await refusal(refused.result()), /you requested gracePeriod "14d"/);
    await teardown.cancel();
  });
});
