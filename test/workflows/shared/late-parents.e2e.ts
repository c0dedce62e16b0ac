import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import { eventually } from '../../support/eventually.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { startSweep } from '../../support/temporal/sweeps.js';

describe('a deadline that passes while AWS deletes a model', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  // Delete must have been sent by then, however busy the machine is.
  const TERMS = { deadline: '45s' };
  const STARTS: Readonly<Record<string, (projectArn: ProjectArn) => Promise<WorkflowHandle>>> = {
    project: (projectArn) => harness.startProject({ projectArn, ...TERMS }),
    sweep: () => startSweep(harness, { dryRun: false, statuses: ['STOPPED'], ...TERMS }),
  };

  for (const [kind, start] of Object.entries(STARTS)) {
    it(`ends the ${kind}, and not the teardown of the model`, async () => {
      const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
      const arn = await harness.addModel({ projectArn, status: 'STOPPED', holds: ['DELETING'] });
      const handle = await start(projectArn);
      const child = harness.client.workflow.getHandle(teardownModelWorkflowId(arn));
      await eventually(() => harness.reaches(child, 'deleting'));
      const { type, message } = await failureOf(handle.result());
      assert.equal(type, 'DeadlineExceeded');
      assert.match(message, /^The deadline \(.*\) .*passed while waiting for/);
      assert.equal((await child.describe()).status.name, 'RUNNING');
      await harness.emulator.setStatus(arn, 'GONE');
      assert.equal(((await child.result()) as { outcome: string }).outcome, 'deleted');
    });
  }
});
