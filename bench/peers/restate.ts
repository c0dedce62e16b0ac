// What the naive workflow does, on Restate: durable in its server, which calls this process.
import { workflow, type WorkflowContext } from '@restatedev/restate-sdk';
import type { NaiveActivities } from '../naive/activities.js';

export function createRestateTeardown(aws: NaiveActivities, pollMs: number) {
  return workflow({
    name: 'teardown',
    handlers: {
      run: async (context: WorkflowContext, arn: string): Promise<string> => {
        const describe = () => context.run('describe', () => aws.describe(arn));
        let status = await describe();
        while (status === 'TRAINING_IN_PROGRESS') {
          await context.sleep(pollMs);
          status = await describe();
        }
        if (status === 'RUNNING') {
          await context.run('stop', () => aws.stop(arn));
          while (status !== 'STOPPED') {
            await context.sleep(pollMs);
            status = await describe();
          }
        }
        await context.run('remove', () => aws.remove(arn));
        while (status !== undefined) {
          await context.sleep(pollMs);
          status = await describe();
        }
        return 'deleted';
      },
    },
  });
}
