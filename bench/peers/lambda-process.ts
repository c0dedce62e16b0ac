import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import type { NaiveActivities } from '../naive/activities.js';
import type { Result } from '../report-ends.js';
import { createDurableFunction } from './lambda.js';

/** Runs the durable function as AWS's own package for tests does, in real time. */
export async function runLambda(
  aws: NaiveActivities,
  pollMs: number,
): Promise<(arn: string) => Promise<Result>> {
  await LocalDurableTestRunner.setupTestEnvironment();
  const handlerFunction = createDurableFunction(aws, pollMs / 1000);
  return async (arn) => {
    const execution = await new LocalDurableTestRunner<string>({ handlerFunction }).run({ payload: arn });
    if (execution.getStatus() !== 'SUCCEEDED') {
      throw new Error(execution.getError().errorMessage ?? execution.getStatus());
    }
    return { result: execution.getResult(), events: execution.getHistoryEvents().length };
  };
}
