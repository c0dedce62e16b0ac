import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { TeardownClient } from '../../../client/index.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { SEARCH_ATTRIBUTES } from '../../../contract/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { APPROVAL, update } from '../../support/temporal/decisions.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** The search attributes of a run, as the server lists them. */
async function attributesOf(handle: WorkflowHandle) {
  const { typedSearchAttributes } = await handle.describe();
  const shown = SEARCH_ATTRIBUTES.map((name) => [name, typedSearchAttributes.get({ name, type: 'KEYWORD' })]);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined)) as Record<string, string>;
}

async function updatesOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) => {
    const phase = upsert?.searchAttributes?.indexedFields?.['TeardownPhase'];
    return phase?.data ? [JSON.parse(Buffer.from(phase.data).toString()) as string] : [];
  });
}

describe('search attributes', () => {
  let harness: Harness;
  let client: TeardownClient;
  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const listed = async (query: string) => {
    const ids: string[] = [];
    const running = `${query} AND ExecutionStatus = 'Running'`;
    for await (const { workflowId } of harness.client.workflow.list({ query: running })) ids.push(workflowId);
    return ids;
  };

  const projectOf = (arn: string) => arn.split('/')[1] ?? '';

  it('tell where, by whom and in which phase, while a run waits for people', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const terms = { ...APPROVAL, gracePeriod: '14d', requestedBy: 'nightly' } as const;
    const { teardown } = await client.start({ projectVersionArn: arn, ...terms });
    const handle = harness.client.workflow.getHandle(teardown.workflowId);
    const expected = {
      TeardownModelStatus: 'RUNNING',
      TeardownProject: projectOf(arn),
      TeardownAccount: ACCOUNT,
      TeardownRegion: REGION,
      TeardownRequestedBy: 'nightly',
    };
    const is = (phase: string, status: string) =>
      eventually(async () => {
        const attributes = { ...expected, TeardownPhase: phase, TeardownModelStatus: status };
        assert.deepEqual(await attributesOf(handle), attributes);
        const query = `TeardownPhase = '${phase}' AND TeardownProject = '${projectOf(arn)}'`;
        assert.deepEqual(await listed(query), [teardown.workflowId]);
      });
    await is('awaitingApproval', 'RUNNING');
    await teardown.decide('approve', { by: 'ana' });
    await is('held', 'STOPPED');
    assert.deepEqual(
      await listed(`TeardownPhase = 'awaitingApproval' AND TeardownProject = '${projectOf(arn)}'`),
      [],
    );
    await teardown.decide('deleteNow', { by: 'ana' });
    assert.equal((await teardown.result()).outcome, 'deleted');
    const updates = await updatesOf(handle);
    assert.deepEqual(updates.slice(0, 1), ['awaitingApproval']);
    assert.ok(updates.includes('held') && !isWaiting(updates.at(-1)), updates.join());
  });

  const isWaiting = (phase = '') => ['awaitingApproval', 'held'].includes(phase);

  it('take no event if nobody is involved', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { teardown } = await client.start({ projectVersionArn: arn, requestedBy: 'nightly' });
    assert.equal((await teardown.result()).outcome, 'deleted');
    const handle = harness.client.workflow.getHandle(teardown.workflowId);
    assert.deepEqual(await updatesOf(handle), []);
    assert.equal((await attributesOf(handle))['TeardownRequestedBy'], 'nightly');
  });

  it('are set by a run that was started without, once it waits for people', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const handle = await harness.start({ projectVersionArn: arn, ...APPROVAL, requestedBy: 'ana' });
    await eventually(async () => {
      const { TeardownPhase, TeardownProject, TeardownRequestedBy } = await attributesOf(handle);
      assert.deepEqual(
        [TeardownPhase, TeardownProject, TeardownRequestedBy],
        ['awaitingApproval', projectOf(arn), 'ana'],
      );
    });
    await update(handle, 'reject');
    assert.equal((await handle.result()).outcome, 'rejected');
  });

  it('tell that AWS has refused calls again and again, and that it no longer does', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { faults } = harness.emulator;
    const heal = faults.add({
      kind: { code: 'ResourceInUseException', message: 'in use' },
      operation: 'StopProjectVersion',
      about: arn,
    });
    const { teardown } = await client.start(arn);
    const handle = harness.client.workflow.getHandle(teardown.workflowId);
    await eventually(async () => {
      const { TeardownPhase, TeardownTrouble } = await attributesOf(handle);
      assert.deepEqual([TeardownPhase, TeardownTrouble], ['backingOff', 'Rejected']);
    });
    heal();
    await teardown.checkNow();
    assert.equal((await teardown.result()).outcome, 'deleted');
    assert.notEqual((await attributesOf(handle))['TeardownPhase'], 'backingOff');
  });

  it('are on the teardowns that a project starts, and on the project itself', async () => {
    const projectArn = await harness.emulator.addProject({ name: `project-${randomUUID()}` });
    const arn = await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const { teardown } = await client.startProject(projectArn);
    await eventually(async () => {
      const query = `TeardownPhase = 'training' AND TeardownProject = '${projectOf(arn)}'`;
      assert.deepEqual(await listed(query), [`teardown-model/${arn}`]);
      const all = await listed(`TeardownAccount = '${ACCOUNT}' AND TeardownProject = '${projectOf(arn)}'`);
      assert.deepEqual(all.toSorted(), [`teardown-model/${arn}`, `teardown-project/${projectArn}`]);
    });
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await client.teardownOf(arn).checkNow();
    assert.equal((await teardown.result()).outcome, 'deleted');
  });

  it('of a sweep show that it waits for approval, however it was started', async () => {
    const requestedBy = `nightly-${randomUUID()}`;
    const query = `TeardownPhase = 'awaitingApproval' AND TeardownRequestedBy = '${requestedBy}'`;
    await Promise.all([1, 2].map(() => harness.addModel({ status: 'STOPPED' })));
    const request = {
      accountId: ACCOUNT,
      region: REGION,
      statuses: ['STOPPED' as const],
      dryRun: false,
      maxDeletes: 1,
      requestedBy,
    };
    const byHand = await harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: `by-hand-${randomUUID()}`,
      args: [request],
    });
    const sweep = await client.startSweep(request);
    await eventually(async () =>
      assert.deepEqual((await listed(query)).toSorted(), [byHand.workflowId, sweep.workflowId].toSorted()),
    );
    await update(byHand, 'reject');
    await sweep.decide('reject', { by: 'ana' });
    await Promise.all([byHand.result(), sweep.result()]);
  });
});

describe('a run without search attributes in a namespace that has them', () => {
  it('is asked for its phase, and is listed without one if no worker answers', async () => {
    // Its worker takes the namespace to lack them, as before they were registered.
    const harness = await startHarness({ intervalMs: SELDOM_MS, searchable: false });
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    const requestedBy = `nightly-${randomUUID()}`;
    const listed = async (filter: Parameters<TeardownClient['list']>[0]) => {
      const found: (string | undefined)[][] = [];
      for await (const { projectVersionArn, phase } of client.list({ ...filter, requestedBy })) {
        found.push([projectVersionArn, phase]);
      }
      return found;
    };
    const [waiting, training] = await Promise.all([
      harness.addModel({ status: 'RUNNING' }),
      harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] }),
    ]);
    const handles = [
      await startedBy(harness, { projectVersionArn: waiting, ...APPROVAL, requestedBy }),
      await startedBy(harness, { projectVersionArn: training, requestedBy }),
    ];
    const phase = 'awaitingApproval';
    await eventually(async () => assert.deepEqual(await listed({ phase }), [[waiting, phase]]));
    assert.deepEqual(await listed({ phase: 'training' }), [[training, 'training']]);
    assert.deepEqual(await listed({ modelStatus: 'RUNNING' }), [[waiting, phase]]);
    for (const handle of handles) await handle.cancel();
    await Promise.allSettled(handles.map((handle) => handle.result()));

    const lonely = await harness.client.workflow.start('teardownModel', {
      taskQueue: `nobody-${randomUUID()}`,
      workflowId: `teardown-model/${waiting}`,
      args: [waiting],
      memo: { requestedBy },
    });
    await eventually(async () => assert.deepEqual(await listed({ phase }), [[waiting, undefined]]));
    await lonely.terminate();
    await harness.close();
  });

  const startedBy = (harness: Harness, request: { projectVersionArn: string; requestedBy: string }) =>
    harness.client.workflow.start('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: `teardown-model/${request.projectVersionArn}`,
      args: [request],
      memo: { requestedBy: request.requestedBy },
    });
});

describe('a namespace without the search attributes', () => {
  it('loses the filters by phase and status, and nothing else', async () => {
    const namespace = `plain-${randomUUID()}`;
    const shared = await startHarness();
    await shared.client.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await eventually(() => shared.client.workflowService.describeNamespace({ namespace }));
    const harness = await eventually(() => startHarness({ namespace, intervalMs: SELDOM_MS }));
    try {
      const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
      const arn: ProjectVersionArn = await harness.addModel({ status: 'RUNNING' });
      const { teardown } = await client.start({
        projectVersionArn: arn,
        ...APPROVAL,
        requestedBy: 'nightly',
      });
      await eventually(async () => assert.equal((await teardown.progress()).phase, 'awaitingApproval'));
      const all = async (filter: Parameters<TeardownClient['list']>[0]) => {
        const arns: (string | undefined)[] = [];
        for await (const { projectVersionArn } of client.list(filter)) arns.push(projectVersionArn);
        return arns;
      };
      await eventually(async () => assert.deepEqual(await all({ requestedBy: 'nightly' }), [arn]));
      assert.deepEqual(await all({ requestedBy: 'somebody else' }), []);
      assert.deepEqual(await all({ accountId: ACCOUNT, region: REGION, kind: 'model' }), [arn]);
      await assert.rejects(all({ phase: 'awaitingApproval' }), /have no search attributes here/);
      await assert.rejects(all({ modelStatus: 'RUNNING' }), /have no search attributes here/);
      await teardown.decide('reject', { by: 'ana' });
      assert.equal((await teardown.result()).outcome, 'rejected');
    } finally {
      await harness.close();
      await shared.close();
    }
  });
});
