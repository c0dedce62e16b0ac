// The workflow that one would write in an hour: one Describe activity per fixed sleep, a DescribeProjects before each.
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { NaiveActivities } from './activities.js';

const { describe, stop, remove } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '1m' });

export async function naiveTeardown(arn: string, pollMs = 30_000): Promise<string> {
  let status = await describe(arn);
  while (status === 'TRAINING_IN_PROGRESS') {
    await sleep(pollMs);
    status = await describe(arn);
  }
  if (status === 'RUNNING') {
    await stop(arn);
    while (status !== 'STOPPED') {
      await sleep(pollMs);
      status = await describe(arn);
    }
  }
  await remove(arn);
  while (status !== undefined) {
    await sleep(pollMs);
    status = await describe(arn);
  }
  return 'deleted';
}
