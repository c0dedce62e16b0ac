import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { AnyEvent } from '../../../contract/event.js';
import { APPROVAL, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { createReceiver, type Receiver } from '../../support/temporal/receiver.js';

/** Returns the first event of this type of a run, once it has come. */
function eventOf<Type extends AnyEvent['type']>(receiver: Receiver, handle: WorkflowHandle, type: Type) {
  return eventually(() => {
    const found = receiver.of(handle).find((it) => it.type === type);
    assert.ok(found, type);
    return found as AnyEvent & { readonly type: Type };
  });
}

describe('the events of a project', () => {
  const receiver = createReceiver();
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ activities: receiver });
  });
  after(() => harness.close());

  const addProject = () => harness.emulator.addProject({ name: `shelves-${randomUUID()}` });
  const typesOf = (handle: WorkflowHandle) => receiver.of(handle).map(({ type }) => type);

  it('are the needed approval, with what is to be deleted, and the result', async () => {
    const projectArn = await addProject();
    const model = await harness.addModel({ projectArn, status: 'STOPPED' });
    const dataset = await harness.emulator.addDataset({ projectArn, type: 'train' });
    const handle = await harness.startProject({ projectArn, ...APPROVAL, requestedBy: 'ops', reason: 'old' });
    const asked = await eventOf(receiver, handle, 'project.approvalNeeded');
    assert.deepEqual(
      asked.models.map(({ projectVersionArn }) => projectVersionArn),
      [model],
    );
    assert.deepEqual(asked.datasets, [dataset]);
    const { projectArn: about, workflowId, requestedBy, reason } = asked;
    assert.deepEqual([about, workflowId, requestedBy, reason], [projectArn, handle.workflowId, 'ops', 'old']);
    await update(handle, 'approve');
    const result = await handle.result();
    assert.deepEqual(typesOf(handle), ['project.approvalNeeded', 'project.deleted']);
    assert.deepEqual((await eventOf(receiver, handle, 'project.deleted')).result, result);
    assert.deepEqual(typesOf({ workflowId: `teardown-model/${model}` } as WorkflowHandle), [
      'teardown.deleted',
    ]);
  });

  it('report that models are left, a rejection, and that the project was gone', async () => {
    const kept = await addProject();
    await harness.addModel({ projectArn: kept, status: 'STOPPED', tags: { teardown: 'never' } });
    const incomplete = await harness.startProject(kept);
    await incomplete.result();
    assert.deepEqual(typesOf(incomplete), ['project.incomplete']);
    const rejected = await harness.startProject({ projectArn: await addProject(), ...APPROVAL });
    await eventually(() => update(rejected, 'reject'));
    await rejected.result();
    assert.equal(typesOf(rejected).at(-1), 'project.rejected');
    const removed = await addProject();
    await harness.emulator.removeProject(removed);
    const gone = await harness.startProject(removed);
    await gone.result();
    assert.deepEqual(typesOf(gone), ['project.alreadyGone']);
  });

  it('report a failure, and nothing of a dry run', async () => {
    const projectArn = await addProject();
    await harness.emulator.setTags(projectArn, { teardown: 'never' });
    const handle = await harness.startProject(projectArn);
    await failureOf(handle.result());
    assert.deepEqual(typesOf(handle), ['project.failed']);
    assert.equal((await eventOf(receiver, handle, 'project.failed')).failure.type, 'ModelProtected');
    const dryRun = await harness.startProject({ projectArn: await addProject(), dryRun: true });
    await dryRun.result();
    assert.deepEqual(typesOf(dryRun), []);
  });
});

describe('the events of a sweep', () => {
  const receiver = createReceiver();
  let harness: Harness;
  // A sweep looks at a whole account.
  beforeEach(async () => {
    harness = await startHarness({ activities: receiver });
  });
  afterEach(() => harness.close());

  const start = (rules: object) =>
    harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: `sweep-models/${randomUUID()}`,
      args: [
        {
          accountId: '111122223333',
          region: 'eu-west-1',
          versions: ['v*'],
          dryRun: false,
          maxDeletes: 1,
          ...rules,
        },
      ],
    }) as Promise<WorkflowHandle>;
  const addModels = async () => {
    const projectArn = await harness.emulator.addProject({ name: 'shelves' });
    return [
      await harness.addModel({ projectArn, name: 'v1', status: 'STOPPED', createdAt: Date.now() - 2000 }),
      await harness.addModel({ projectArn, name: 'v2', status: 'STOPPED', createdAt: Date.now() - 1000 }),
    ];
  };

  it('are the needed approval with the plan, and the result', async () => {
    const models = await addModels();
    const handle = await start({ requestedBy: 'ops' });
    const asked = await eventOf(receiver, handle, 'sweep.approvalNeeded');
    assert.deepEqual(
      asked.models.map(({ projectVersionArn }) => projectVersionArn),
      models,
    );
    assert.deepEqual(
      [asked.accountId, asked.region, asked.requestedBy],
      ['111122223333', 'eu-west-1', 'ops'],
    );
    await update(handle, 'approve');
    const result: unknown = await handle.result();
    assert.deepEqual(
      receiver.of(handle).map(({ type }) => type),
      ['sweep.approvalNeeded', 'sweep.finished'],
    );
    assert.deepEqual((await eventOf(receiver, handle, 'sweep.finished')).result, result);
  });

  it('report a rejection', async () => {
    await addModels();
    const handle = await start({});
    await eventually(() => update(handle, 'reject'));
    await handle.result();
    assert.equal((await eventOf(receiver, handle, 'sweep.rejected')).result.outcome, 'rejected');
  });

  it('report a failure', async () => {
    await addModels();
    const handle = await start({ deadline: '1s' });
    await failureOf(handle.result());
    assert.equal((await eventOf(receiver, handle, 'sweep.failed')).failure.type, 'DeadlineExceeded');
  });
});
