import type { TeardownRequest } from './model/request.js';
import { TEARDOWN_MODEL_ID_PREFIX } from './names.js';
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

/** Returns the ARN of the model that a run tears down, or the digest in its workflow ID if the memo can't be read. */
export function modelOfRun(workflowId: string, { projectVersionArn }: TeardownMemo): string {
  return projectVersionArn ?? workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length);
}

export function memoOf({
  requestedBy,
  reason,
  dryRun,
}: Pick<TeardownRequest, 'requestedBy' | 'reason' | 'dryRun'>): TeardownMemo {
  return omitUndefined({ requestedBy, reason, dryRun: dryRun || undefined });
}
