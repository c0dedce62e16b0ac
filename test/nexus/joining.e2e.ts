import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { ProjectArn } from '../../contract/arn.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/harness.js';
import { startOtherTeam, type OtherTeam } from './other-team.js';

describe('a Nexus operation for what is being torn down already', () => {
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

  it('joins a teardown of the same terms', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn, gracePeriod: '1s', requestedBy: 'ana' });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '1s', ifRunning: 'stop' });
    await untilStarted(operation);
    await harness.emulator.setStatus(projectVersionArn, 'TRAINING_COMPLETED');
    await teardown.signal('checkNow');
    assert.deepEqual(await operation.result(), await teardown.result());
  });

  it('is refused if it has other terms, in words that name both', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '14d' });
    assert.match(
      await refusal(operation.result()),
      new RegExp(
        `^${projectVersionArn} is being torn down already, .* it runs with gracePeriod none; you asked for gracePeriod "14d"\\.`,
      ),
    );
    await teardown.cancel();
  });

  it('joins a teardown of other terms if it says so', async () => {
    const projectVersionArn = await addTraining();
    const teardown = await harness.start({ projectVersionArn });
    const operation = await others.retireModel({ projectVersionArn, gracePeriod: '14d', joinAny: true });
    await untilStarted(operation);
    await harness.emulator.setStatus(projectVersionArn, 'TRAINING_COMPLETED');
    await teardown.signal('checkNow');
    assert.equal((await operation.result()).outcome, 'deleted');
  });

  it('starts one on its own terms where none runs, whatever it would have joined', async () => {
    const projectVersionArn = await harness.addModel({ status: 'STOPPED' });
    const operation = await others.retireModel({ projectVersionArn, requestedBy: 'bob', joinAny: true });
    const result = await operation.result();
    assert.deepEqual([result.outcome, result.requestedBy], ['deleted', 'bob']);
  });

  it('is refused at once if joinAny is neither true nor false', async () => {
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

  it('has the same rule for a project', async () => {
    const name = `project-${randomUUID()}`;
    const projectArn = (await harness.emulator.addProject({ name })) as ProjectArn;
    await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const teardown = await harness.startProject({ projectArn });
    const refused = await others.retireProject({ projectArn, gracePeriod: '14d' });
    assert.match(await refusal(refused.result()), /you asked for gracePeriod "14d"/);
    await teardown.cancel();
  });
});
