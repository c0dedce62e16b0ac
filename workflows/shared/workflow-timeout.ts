import { sleep, workflowInfo } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration.js';
import { actsAsFirst } from './after-reset.js';
import { expiryOf } from './deadline.js';
import { iso } from './run-state.js';

const FROM_START = 'counts-time-from-the-start';

/**
 * Returns the start of a run with a deadline, which counts from there: also the time before a worker took the run, and before
 * another run handed over to it.
 */
export function startOf({ deadline }: { readonly deadline?: Duration }): { readonly startedAt?: string } {
  return deadline === undefined ? {} : { startedAt: iso(beginning()) };
}

/**
 * Returns when this run began, in epoch milliseconds. The SDK's `startTime` is the time of the run's first event, and
 * `runStartTime` that of its first workflow task, whatever their documentation says (tried with SDK 1.24). A run that was
 * reset begins anew.
 */
function beginning(): number {
  const { startTime, runStartTime, cronScheduleToScheduleInterval: delayMs = 0 } = workflowInfo();
  // The SDK calls every delay of the first task so, such as the starter's own `startDelay`.
  return actsAsFirst(FROM_START) ? startTime.getTime() + delayMs : runStartTime.getTime();
}

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
  const { startTime, executionExpirationTime, runTimeoutMs } = workflowInfo();
  const runStarted = runTimeoutMs ? beginning() : 0;
  return [
    ...(executionExpirationTime
      ? [{ from: startTime.getTime(), end: executionExpirationTime.getTime() }]
      : []),
    ...(runTimeoutMs ? [{ from: runStarted, end: runStarted + runTimeoutMs }] : []),
  ];
}
