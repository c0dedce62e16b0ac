import { sleep, workflowInfo } from '@temporalio/workflow';
import { expiryOf } from './deadline.js';

/** Calls `late` when the deadline passes, in epoch milliseconds. */
export async function atDeadline(deadlineAt: number | undefined, late: () => void): Promise<void> {
  if (deadlineAt === undefined) return;
  await sleep(Math.max(deadlineAt - Date.now(), 1), { summary: 'Deadline of the teardown' });
  late();
}

/** Returns when this run must have ended by itself because of its workflow timeout, in epoch milliseconds. */
export function expiry(): number | undefined {
  const { startTime, runStartTime, executionExpirationTime, runTimeoutMs } = workflowInfo();
  const runStarted = runStartTime.getTime();
  const ends = [
    expiryOf(startTime.getTime(), executionExpirationTime?.getTime()),
    expiryOf(runStarted, runTimeoutMs ? runStarted + runTimeoutMs : undefined),
  ].filter((it) => it !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
