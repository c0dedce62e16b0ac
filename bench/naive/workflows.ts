// The workflow that one would write in an hour: one Describe activity per fixed sleep, a DescribeProjects before each.
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { NaiveActivities } from './activities.js';

const { describe, stop, remove } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '1m' });

export async function naiveTeardown(arn: string): Promise<string> {
  let status = await describe(arn);
  while (status === 'TRAINING_IN_PROGRESS') {
    await sleep('30s');
    status = await describe(arn);
  }
  if (status === 'RUNNING') {
    await stop(arn);
    while (status !== 'STOPPED') {
      await sleep('30s');
      status = await describe(arn);
    }
  }
  await remove(arn);
  while (status !== undefined) {
    await sleep('30s');
    status = await describe(arn);
  }
  return 'deleted';
}
