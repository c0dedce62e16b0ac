import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../../local-stack/temporal-server.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { untilModelRuns } from '../../support/temporal/reset.js';
import { PLACE } from '../../support/temporal/sweeps.js';

describe('a teardown that has continued as new', () => {
  let server: TemporalServer;
  let harness: Harness;
  before(async () => {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': '30' },
    });
    harness = await startHarness({ address: server.address, intervalMs: SELDOM_MS });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  const parents = {
    'the run that has handed over to it': (_: ProjectArn, arn: ProjectVersionArn) =>
      ['teardownModel', `by-hand-${randomUUID()}`, arn] as const,
    'the project': (projectArn: ProjectArn) =>
      ['teardownProject', teardownProjectWorkflowId(projectArn), projectArn] as const,
    'the sweep': () => {
      const rules = { ...PLACE, dryRun: false, statuses: ['TRAINING_IN_PROGRESS'] };
      return ['sweepModels', `sweep-models/${randomUUID()}`, rules] as const;
    },
  };

  for (const [which, ofWhat] of Object.entries(parents)) {
    it(`is cancelled with ${which}`, async () => {
      const projectArn = (await harness.emulator.addProject({
        name: `project-${randomUUID()}`,
      })) as ProjectArn;
      const arn = await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
      const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
      const [type, workflowId, input] = ofWhat(projectArn, arn);
      const { taskQueue } = harness;
      const parent: WorkflowHandle = await harness.client.workflow.start(type, {
        taskQueue,
        workflowId,
        args: [input],
      });
      await harness.reaches(child, 'training');
      if (type !== 'teardownModel') await untilModelRuns(parent);
      await continued(child);
      await harness.reaches(child, 'training');
      await parent.cancel();
      await assert.rejects(parent.result());
      assert.equal((await child.describe()).status.name, 'CANCELLED');
      assert.deepEqual(harness.changes(arn), []);
      await harness.emulator.setStatus(arn, 'GONE');
    });
  }

  const continued = async (handle: WorkflowHandle) => {
    const { runId } = await handle.describe();
    await eventually(async () => {
      await handle.signal('checkNow');
      assert.notEqual((await handle.describe()).runId, runId);
    });
  };
});
