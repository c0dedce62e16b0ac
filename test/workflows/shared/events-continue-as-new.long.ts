import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../../local-stack/temporal-server.js';
import { APPROVAL, update } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { createReceiver } from '../../support/temporal/receiver.js';

describe('a run for many models that continues as new while its receiver is down', () => {
  const receiver = createReceiver();
  let server: TemporalServer;
  let harness: Harness;
  before(async () => {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': '40' },
    });
    harness = await startHarness({ address: server.address, activities: receiver });
    const projectArn = await harness.emulator.addProject({ name: 'shelves' });
    await harness.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  const startProject = async () =>
    harness.startProject({ projectArn: await harness.emulator.addProject({ name: 'whole' }), ...APPROVAL });
  const startSweep = () =>
    harness.client.workflow.start('sweepModels', {
      taskQueue: harness.taskQueue,
      workflowId: 'sweep-models/waiting',
      args: [
        {
          accountId: '111122223333',
          region: 'eu-west-1',
          projects: ['shelves'],
          dryRun: false,
          maxDeletes: 0,
        },
      ],
    });
  const RUNS: readonly (readonly [string, () => Promise<WorkflowHandle>])[] = [
    ['project', startProject],
    ['sweep', startSweep],
  ];

  for (const [kind, start] of RUNS) {
    it(`sends the event later, once, with its own time, of a ${kind}`, async () => {
      receiver.isDown = true;
      const handle = await start();
      const latest = harness.client.workflow.getHandle(handle.workflowId);
      const phase = async () => (await latest.query<{ phase: string }>('progress')).phase;
      await eventually(async () => assert.equal(await phase(), 'awaitingApproval'));
      const { runId: first } = await latest.describe();
      await eventually(async () => {
        await latest.signal('checkNow');
        assert.notEqual((await latest.describe()).runId, first);
      });
      const { startTime } = await latest.describe();
      receiver.isDown = false;
      await eventually(() => assert.equal(receiver.of(handle)[0]?.type, `${kind}.approvalNeeded`));
      assert.ok(Date.parse(receiver.of(handle)[0]?.at ?? '') < startTime.getTime());
      await update(latest, 'reject');
      await handle.result();
      assert.deepEqual(
        receiver.of(handle).map(({ type }) => type),
        [`${kind}.approvalNeeded`, `${kind}.rejected`],
      );
    });
  }
});
