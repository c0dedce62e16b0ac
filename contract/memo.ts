import type { TeardownRequest } from './model/request.js';
import { omitUndefined } from './omit-undefined.js';

/** Memo of a run, which visibility can list without a worker. */
export interface TeardownMemo {
  readonly requestedBy?: string;
  readonly reason?: string;
  /** Only set on dry runs, which other teardowns never join. */
  readonly dryRun?: true;
  /** Only set if payloads are encrypted: the workflow ID then has a digest instead of the ARN. */
  readonly projectVersionArn?: string;
}

export function memoOf({
  requestedBy,
  reason,
  dryRun,
}: Pick<TeardownRequest, 'requestedBy' | 'reason' | 'dryRun'>): TeardownMemo {
  return omitUndefined({ requestedBy, reason, dryRun: dryRun || undefined });
}
