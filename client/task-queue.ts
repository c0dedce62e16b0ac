import type { Client } from '@temporalio/client';
import { asking } from './temporal-call-error.js';

/** Returns whether a worker has polled a task queue in the last few minutes. */
export async function hasPollers({ workflowService, options }: Client, taskQueue: string): Promise<boolean> {
  const { namespace } = options;
  const { pollers } = await asking({ asked: `describe the task queue ${taskQueue}` }, () =>
    workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
  );
  return (pollers?.length ?? 0) > 0;
}
