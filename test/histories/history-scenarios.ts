// Scenarios of the recorded histories, except the two that need a server or an AWS of their own (record-histories.ts).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../contract/arn.js';
import { cancelWhileDeleteIsRetried } from '../support/temporal/cancellation.js';
import { APPROVAL, startTeardown, update } from '../support/temporal/decisions.js';
import { eventually } from '../support/eventually.js';
import type { Harness } from '../support/temporal/harness.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const THROTTLED = { code: 'ThrottlingException', message: 'slow down' };
const INVALID = { code: 'InvalidParameterException', message: 'Request has invalid parameters' };

export type Scenario = (harness: Harness) => Promise<WorkflowHandle>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'running-to-deleted': async (harness) => harness.start(await harness.addModel({ status: 'RUNNING' })),
  'adapter-to-deleted': async (harness) =>
    harness.start(await harness.addModel({ feature: 'CONTENT_MODERATION', status: 'EXPIRED' })),
  'already-gone': async (harness) => {
    const arn = await harness.addModel();
    await harness.emulator.setStatus(arn, 'GONE');
    return harness.start(arn);
  },
  'dry-run': async (harness) =>
    harness.start({
      projectVersionArn: await harness.addModel({ status: 'RUNNING' }),
      dryRun: true,
      requestedBy: 'ops',
    }),
  'running-refused': async (harness) =>
    harness.start({ projectVersionArn: await harness.addModel({ status: 'RUNNING' }), ifRunning: 'fail' }),
  'model-in-use': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const kind = { code: 'ResourceInUseException', message: 'Specified resource is in use.' };
    harness.emulator.faults.add({ kind, operation: 'DeleteProjectVersion', times: 2 });
    return harness.start(arn);
  },
  'stop-refused': async (harness) => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const kind = { code: 'ResourceInUseException', message: 'Specified resource is in use.' };
    harness.emulator.faults.add({ kind, operation: 'StopProjectVersion', times: 2 });
    return harness.start(arn);
  },
  'project-late-while-deleting': async (harness) => {
    const projectArn = (await harness.emulator.addProject({ name: 'late' })) as ProjectArn;
    await harness.addModel({ projectArn, status: 'STOPPED', holds: ['DELETING'] });
    return harness.startProject({ projectArn, deadline: '10s' });
  },
  'called-invalid-twice': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: INVALID, operation: 'DeleteProjectVersion', times: 2 });
    return harness.start(arn);
  },
  'aws-slow-to-answer': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: THROTTLED, times: 3 });
    return harness.start(arn);
  },
  'check-now': async (harness) => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    await handle.signal('checkNow');
    await sleep(500);
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    return handle;
  },
  'deadline-exceeded': async (harness) =>
    harness.start({
      projectVersionArn: await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] }),
      deadline: '1s',
    }),
  cancelled: async (harness) => {
    const handle = await harness.start(await harness.addModel({ status: 'STOPPING', becomes: [] }));
    await harness.reaches(handle, 'stopping');
    await handle.cancel();
    return handle;
  },
  'cancelled-after-delete': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'deleting');
    await handle.cancel();
    return handle;
  },
  'cancelled-while-delete-is-retried': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await cancelWhileDeleteIsRetried(harness, arn);
    await handle.result().catch(() => undefined);
    harness.emulator.faults.clear();
    return handle;
  },
  'approved-and-held': async (harness) => {
    const { handle } = await startTeardown(harness, { ...APPROVAL, gracePeriod: '1h' });
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'approve');
    await harness.reaches(handle, 'held');
    await handle.signal('pause');
    await update(handle, 'postpone', { by: 'ana', for: '1h' });
    await handle.signal('resume');
    await update(handle, 'deleteNow');
    return handle;
  },
  rejected: async (harness) => {
    const { handle } = await startTeardown(harness, APPROVAL);
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'reject');
    return handle;
  },
  restored: async (harness) => {
    const { handle } = await startTeardown(harness, { gracePeriod: '1h' });
    await harness.reaches(handle, 'held');
    await update(handle, 'restore');
    return handle;
  },
  reclaimed: async (harness) => {
    const { arn, handle } = await startTeardown(harness, { gracePeriod: '1h' });
    await harness.reaches(handle, 'held');
    await harness.emulator.setStatus(arn, 'STARTING');
    await handle.signal('checkNow');
    return handle;
  },
  protected: async (harness) =>
    harness.start(await harness.addModel({ status: 'RUNNING', tags: { teardown: 'never' } })),
  'serving-refused': async (harness) => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    return harness.start({ projectVersionArn: arn, ifServing: 'fail' });
  },
  'project-to-deleted': async (harness) => {
    const projectArn = await harness.emulator.addProject({ name: 'whole-project' });
    await harness.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    await harness.addModel({ projectArn, name: 'v2', status: 'TRAINING_FAILED' });
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    return harness.startProject(projectArn);
  },
  'project-incomplete': async (harness) => {
    const projectArn = await harness.emulator.addProject({ name: 'kept-project' });
    await harness.addModel({ projectArn, name: 'v1', status: 'STOPPED', tags: { teardown: 'never' } });
    const handle = await harness.startProject({ projectArn, ...APPROVAL });
    await update(handle, 'approve');
    return handle;
  },
  'project-named': async (harness) => {
    await harness.emulator.addProject({ name: 'named-project' });
    return harness.startProject({ ...PLACE, projectName: 'named-project' }, 'typed-a-name');
  },
  'project-named-with-a-deadline': async (harness) => {
    await harness.emulator.addProject({ name: 'in-time' });
    return harness.startProject({ ...PLACE, projectName: 'in-time', deadline: '1h' }, 'typed-a-deadline');
  },
  'project-named-and-created-since': async (harness) => {
    harness.emulator.faults.add({ kind: THROTTLED, operation: 'DescribeProjects' });
    const handle = await harness.startProject({ ...PLACE, projectName: 'created-since' }, 'typed-too-early');
    await harness.emulator.addProject({ name: 'created-since' });
    harness.emulator.faults.clear();
    return handle;
  },
  'project-gone-and-shown': async (harness) => {
    const projectArn = await harness.emulator.addProject({ name: 'shown-still' });
    const kind = { code: 'ResourceNotFoundException', message: 'The project was not found.' };
    harness.emulator.faults.add({ kind, operation: 'DeleteProject', times: 1 });
    return harness.startProject(projectArn);
  },
  'project-called-invalid-twice': async (harness) => {
    const projectArn = await harness.emulator.addProject({ name: 'called-invalid' });
    harness.emulator.faults.add({ kind: INVALID, operation: 'DeleteProject', times: 2 });
    return harness.startProject(projectArn);
  },
  'sweep-to-deleted': async (harness) => {
    await addOldModels(harness, 'swept', ['v1', 'v2']);
    return startSweep(harness, { projects: ['swept'], keepNewest: 1, dryRun: false });
  },
  'sweep-approved': async (harness) => {
    await addOldModels(harness, 'asked', ['v1', 'v2']);
    const rules = { projects: ['asked'], versions: ['v*'], dryRun: false, maxDeletes: 1 };
    const handle = await startSweep(harness, { ...rules, gracePeriod: '1s' });
    await eventually(() => update(handle, 'approve'));
    return handle;
  },
  'sweep-paused': async (harness) => {
    await addOldModels(harness, 'paused', ['v1', 'v2']);
    const handle = await startSweep(harness, { projects: ['paused'], dryRun: false, maxDeletes: 1 });
    await handle.signal('pause');
    await eventually(() => update(handle, 'approve'));
    await harness.reaches(handle, 'paused');
    await handle.signal('resume');
    return handle;
  },
  'handed-over': async (harness) =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: 'typed-by-hand',
      args: [await harness.addModel({ status: 'STOPPED' })],
    }),
};

/** Those of a worker that sends events, which has a reminder after a second of an hour. */
export const SCENARIOS_WITH_EVENTS: Readonly<Record<string, Scenario>> = {
  'events-reclaimed': async (harness) => {
    const { arn, handle } = await startTeardown(harness, { ...APPROVAL, gracePeriod: '1h' });
    await harness.reaches(handle, 'awaitingApproval');
    await update(handle, 'approve');
    await harness.reaches(handle, 'held');
    await sleep(2000);
    await harness.emulator.setStatus(arn, 'STARTING');
    await handle.signal('checkNow');
    return handle;
  },
  'events-failed': async (harness) =>
    harness.start(await harness.addModel({ status: 'RUNNING', tags: { teardown: 'never' } })),
  'events-project': async (harness) => {
    const projectArn = await harness.emulator.addProject({ name: 'events-project' });
    await harness.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const approval = { required: true, timeout: '1h' };
    const handle = await harness.startProject({ projectArn, approval, deadline: '1h' });
    await remindedOfApproval(handle);
    await update(handle, 'approve');
    return handle;
  },
  'events-sweep': async (harness) => {
    await addOldModels(harness, 'events', ['v1', 'v2']);
    const rules = { projects: ['events'], dryRun: false, maxDeletes: 1, approvalTimeout: '1h' };
    const handle = await startSweep(harness, { ...rules, deadline: '1h', requestedBy: 'ops' });
    await remindedOfApproval(handle);
    await update(handle, 'approve');
    return handle;
  },
};

async function remindedOfApproval(handle: WorkflowHandle): Promise<void> {
  await eventually(async () => {
    const { events } = await handle.fetchHistory();
    const inputs = events?.map((it) => it.activityTaskScheduledEventAttributes?.input?.payloads?.[0]?.data);
    assert.match(inputs?.map(String).join(' ') ?? '', /approvalTimeoutNear/);
  });
}

async function addOldModels(on: Harness, project: string, names: readonly string[]): Promise<void> {
  const projectArn = await on.emulator.addProject({ name: project });
  for (const name of names) await on.addModel({ projectArn, name, status: 'STOPPED' });
}

function startSweep(on: Harness, rules: object): Promise<WorkflowHandle> {
  return on.client.workflow.start('sweepModels', {
    taskQueue: on.taskQueue,
    workflowId: `sweep-models/${JSON.stringify(rules)}`,
    args: [{ accountId: '111122223333', region: 'eu-west-1', ...rules }],
  });
}
