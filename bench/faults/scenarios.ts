import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../emulator/emulator.js';
import type { Fault } from '../../emulator/faults.js';

export interface Scenario {
  readonly what: string;
  readonly fault?: Fault;
  /** Whether the process is killed while the model is being stopped, and started again. */
  readonly killed?: boolean;
}

const DESCRIBE = 'DescribeProjectVersions';
const DELETE = 'DeleteProjectVersion';

export const SCENARIOS: readonly Scenario[] = [
  { what: 'no fault' },
  { what: 'a Describe throttled', fault: { kind: 'throttle', operation: DESCRIBE, times: 1 } },
  { what: 'response of Delete lost', fault: { kind: 'loseResponse', operation: DELETE, times: 1 } },
  { what: 'killed during Stop', killed: true },
  {
    what: 'first Describe answered empty',
    fault: { kind: 'emptyAnswer', operation: DESCRIBE, times: 1 },
  },
  {
    what: 'Describe after Delete answered empty',
    fault: { kind: 'emptyAnswer', operation: DESCRIBE, after: DELETE, times: 1 },
  },
];

/** Long enough for the process to have looked at the model that is being stopped. */
const KILLED_AFTER_MS = 1000;

/** Waits until AWS has accepted a Stop, and the answer has come. */
export async function untilStopping({ calls }: Emulator, over: AbortSignal): Promise<void> {
  while (!calls.some((it) => it.operation === 'StopProjectVersion' && it.statusCode === 200)) {
    await sleep(50, undefined, { signal: over });
  }
  await sleep(KILLED_AFTER_MS, undefined, { signal: over });
}
