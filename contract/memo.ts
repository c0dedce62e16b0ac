import { given } from './given.js';
import type { TeardownRequest } from './request.js';

/** What visibility can list of a run without asking a worker. */
export interface TeardownMemo {
  readonly requestedBy?: string;
  readonly reason?: string;
  /** Only set on dry runs, which no real teardown may join. */
  readonly dryRun?: true;
  /** Only where the workflow id does not say it, since payloads are encrypted. */
  readonly projectVersionArn?: string;
}

export function memoOf({
  requestedBy,
  reason,
  dryRun,
}: Pick<TeardownRequest, 'requestedBy' | 'reason' | 'dryRun'>): TeardownMemo {
  return given({ requestedBy, reason, dryRun: dryRun || undefined });
}
