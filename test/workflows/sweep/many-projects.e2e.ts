import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { startHarness } from '../../support/temporal/harness.js';

describe('a sweep of an account with thousands of projects', () => {
  it('is not held up by the 2 MB that the result of an activity may have', async () => {
    const harness = await startHarness();
    try {
      for (let n = 0; n < 8000; n += 1) {
        const projectArn = await harness.emulator.addProject({ name: `shelf-monitor-${n}` });
        await harness.emulator.addDataset({ projectArn, type: 'train' });
        await harness.emulator.addDataset({ projectArn, type: 'test' });
      }
      const projectArn = await harness.emulator.addProject({ name: 'swept' });
      await harness.emulator.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
      const handle = await harness.client.workflow.start('sweepModels', {
        taskQueue: harness.taskQueue,
        workflowId: `sweep-models/${randomUUID()}`,
        args: [{ accountId: '111122223333', region: 'eu-west-1', projects: ['swept'] }],
      });
      const { lookedAt } = (await handle.result()) as SweepResult;
      assert.equal(lookedAt, 1);
    } finally {
      await harness.close();
    }
  });
});
