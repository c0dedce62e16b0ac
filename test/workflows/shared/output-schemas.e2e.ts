import { startHarness } from '../../support/temporal/harness.js';
import { assertValid } from '../../support/published-schemas.js';

describe('the published schema', () => {
  it('of progress matches the result of the query', async () => {
    const harness = await startHarness();
    try {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const model = await harness.start({
        projectVersionArn: arn,
        gracePeriod: '1h',
        requestedBy: 'a',
        reason: 'b',
      });
      await harness.reaches(model, 'held');
      assertValid('teardown-progress', await model.query('progress'));
      const projectArn = arn.replace(/version\/v1\/\d+$/, '');
      const project = await harness.emulator.addProject({ name: 'other' });
      await harness.addModel({ projectArn: project, status: 'STOPPING', becomes: [] });
      const handle = await harness.startProject({ projectArn: project, approval: { required: true } });
      await harness.reaches(handle, 'awaitingApproval');
      assertValid('project-progress', await handle.query('progress'));
      const [, , , region = '', accountId = ''] = projectArn.split(':');
      const sweep = await harness.client.workflow.start('sweepModels', {
        taskQueue: harness.taskQueue,
        workflowId: `sweep/${arn}`,
        args: [{ accountId, region, versions: ['v*'] }],
      });
      assertValid('sweep-result', await sweep.result());
      assertValid('sweep-progress', await sweep.query('progress'));
      await Promise.all([model.cancel(), handle.cancel()]);
    } finally {
      await harness.close();
    }
  });
});
