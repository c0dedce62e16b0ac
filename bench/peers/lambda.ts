// What the naive workflow does, as a durable function of AWS Lambda: durable in Lambda's service.
import { withDurableExecution, type DurableContext } from '@aws/durable-execution-sdk-js';
import type { NaiveActivities } from '../naive/activities.js';

export function createDurableFunction(aws: NaiveActivities, seconds: number) {
  return withDurableExecution(async (arn: string, context: DurableContext): Promise<string> => {
    const describe = () => context.step('describe', () => aws.describe(arn));
    let status = await describe();
    while (status === 'TRAINING_IN_PROGRESS') {
      await context.wait({ seconds });
      status = await describe();
    }
    if (status === 'RUNNING') {
      await context.step('stop', () => aws.stop(arn));
      while (status !== 'STOPPED') {
        await context.wait({ seconds });
        status = await describe();
      }
    }
    await context.step('remove', () => aws.remove(arn));
    while (status !== undefined) {
      await context.wait({ seconds });
      status = await describe();
    }
    return 'deleted';
  });
}
