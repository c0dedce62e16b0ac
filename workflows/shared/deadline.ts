import { sleep, workflowInfo } from '@temporalio/workflow';

const LONGEST_MARGIN_MS = 30_000;

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

/**
 * When a run must have ended by its starter's own time-out. It ends a little earlier by itself, with a reason, since the
 * server gives none.
 */
export function expiryOf(startedMs: number, endsMs: number | undefined): number | undefined {
  if (endsMs === undefined) return undefined;
  return endsMs - Math.min(LONGEST_MARGIN_MS, (endsMs - startedMs) / 3);
}
