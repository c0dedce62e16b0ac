import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

/** For calls whose answer is wanted at once, if it can be had. */
export const AT_ONCE = {
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
} as const satisfies LocalActivityOptions;

/**
 * A request to AWS is cut off after ten seconds, and one in line for its turn has a heartbeat. An attempt that is silent
 * for longer is one whose worker is dead, and waiting for that to come out is time that a running model costs money.
 */
export const PATIENTLY = {
  heartbeatTimeout: '15s',
  startToCloseTimeout: '6h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '20s' },
} as const satisfies ActivityOptions;
