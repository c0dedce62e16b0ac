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
  const ends = timeouts().map(({ from, end }) => expiryOf(from, end));
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** Returns when the server ends this run, in epoch milliseconds; `Infinity` without a workflow timeout. */
export function timeoutOfRun(): number {
  return Math.min(Infinity, ...timeouts().map(({ end }) => end));
}

function timeouts(): { readonly from: number; readonly end: number }[] {
  const { startTime, runStartTime, executionExpirationTime, runTimeoutMs } = workflowInfo();
  const runStarted = runStartTime.getTime();
  return [
    ...(executionExpirationTime
      ? [{ from: startTime.getTime(), end: executionExpirationTime.getTime() }]
      : []),
    ...(runTimeoutMs ? [{ from: runStarted, end: runStarted + runTimeoutMs }] : []),
  ];
}
