import { arnDigest } from './arn-digest.js';
import { parseProjectVersionArn } from './arn.js';
import type { TeardownMemo } from './memo.js';
import { TEARDOWN_MODEL_ID_PREFIX } from './names.js';
import { omitUndefined } from './omit-undefined.js';

/** Reads the memo of a listed run. Anybody may have started it by hand, so values of another type are left out. */
export function readMemo(memo: Readonly<Record<string, unknown>> | undefined): TeardownMemo {
  const { requestedBy, reason, dryRun, projectVersionArn } = memo ?? {};
  return omitUndefined({
    requestedBy: textOf(requestedBy),
    reason: textOf(reason),
    dryRun: dryRun === true || undefined,
    projectVersionArn: textOf(projectVersionArn),
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Returns the ARN of the model that a run tears down, as its workflow ID names it: decisions go to the workflow, whatever
 * its memo says. Returns what the workflow ID has instead, as a digest, if the memo has no ARN with that digest.
 */
export function modelOfRun(workflowId: string, { projectVersionArn }: TeardownMemo): string {
  const named = workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length);
  if (projectVersionArn === undefined || parseProjectVersionArn(named)) return named;
  return arnDigest(projectVersionArn) === named ? projectVersionArn : named;
}
