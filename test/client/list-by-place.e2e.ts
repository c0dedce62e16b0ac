import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { TeardownClient } from '../../client/teardown-client.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const REGION = 'eu-west-1';
const anAccount = () => `${randomInt(1e11, 1e12 - 1)}`;

describe('a list by account, Region or project, of runs without search attributes', () => {
  let harness: Harness;
  let ids: { readonly sweep: string; readonly named: string; readonly byHand: string };
  const accountId = anAccount();
  const projectName = `project-${randomUUID()}`;
  // Without a worker, the runs stay open until this test has listed them.
  const taskQueue = `nobody-${randomUUID()}`;
  before(async () => {
    harness = await startHarness();
    const plain = new TeardownClient(harness.client, { taskQueue, searchAttributes: false });
    const request = { accountId, region: REGION, olderThan: '90d' };
    const byHand = `by-hand-${randomUUID()}`;
    await harness.client.workflow.start('sweepModels', { taskQueue, workflowId: byHand, args: [request] });
    const { workflowId: sweep } = await plain.startSweep(request);
    const { teardown } = await plain.startProject({ projectName, accountId, region: REGION });
    ids = { sweep, named: teardown.workflowId, byHand };
  });
  after(async () => {
    for (const id of Object.values(ids)) await harness.client.workflow.getHandle(id).terminate();
    await harness.close();
  });

  for (const searchAttributes of [true, false]) {
    const namespace = searchAttributes ? 'has them' : 'lacks them';
    const listed = async (filter: Parameters<TeardownClient['list']>[0]) => {
      const client = new TeardownClient(harness.client, { searchAttributes });
      const found: string[] = [];
      for await (const { workflowId } of client.list({ ...filter, running: true })) found.push(workflowId);
      return Object.entries(ids).flatMap(([name, id]) => (found.includes(id) ? [name] : []));
    };

    it(`has those whose workflow IDs name it, and those of which it is not known, if the namespace ${namespace}`, async () => {
      const all = ['sweep', 'named', 'byHand'];
      await eventually(async () => assert.deepEqual(await listed({}), all));
      assert.deepEqual(await listed({ accountId }), all);
      assert.deepEqual(await listed({ region: REGION }), all);
      assert.deepEqual(await listed({ projectName }), ['named']);
      assert.deepEqual(await listed({ accountId: anAccount() }), ['byHand']);
      assert.deepEqual(await listed({ region: 'us-east-1' }), ['byHand']);
      assert.deepEqual(await listed({ projectName: 'another' }), []);
    });
  }

  it('has only those of which it is known, if it is by phase: decisions rest on such lists', async () => {
    const client = new TeardownClient(harness.client);
    const found: string[] = [];
    const filter = { accountId, phase: 'awaitingApproval' } as const;
    for await (const { workflowId } of client.list(filter)) found.push(workflowId);
    assert.ok(!found.includes(ids.byHand));
  });
});
