import { patched, workflowInfo } from '@temporalio/workflow';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import { memoOf, type TeardownMemo } from '../../contract/memo.js';
import {
  TEARDOWN_MODEL_ID_PREFIX,
  TEARDOWN_PROJECT_ID_PREFIX,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
} from '../../contract/names.js';

const PATCH = 'arn-digests-in-ids';

let digest: ArnInId | undefined;

/** Call only from the entry module of the workflows with encrypted payloads, before any of them runs. */
export function hideArnsInIds(arnDigest: ArnInId): void {
  digest = arnDigest;
}

/**
 * Runs that started before payloads were encrypted keep their workflow IDs. The patch guards this change of
 * configuration, whenever it is made, instead of a change of the code, so it is permanent.
 */
function arnInId(): ArnInId | undefined {
  return digest !== undefined && patched(PATCH) ? digest : undefined;
}

export function canonicalModelId(arn: ProjectVersionArn): string {
  return teardownModelWorkflowId(arn, arnInId());
}

export function canonicalProjectId(arn: ProjectArn): string {
  return teardownProjectWorkflowId(arn, arnInId());
}

/** Returns the memo of a model's teardown, with the ARN if the workflow ID does not contain it. */
export function modelMemoOf(arn: ProjectVersionArn, terms: Parameters<typeof memoOf>[0]): TeardownMemo {
  return { ...memoOf(terms), ...(arnInId() && { projectVersionArn: arn }) };
}

/**
 * Returns the role of this run, by its workflow ID: it does the teardown, hands over to the run that does it,
 * or has an ID that names something else.
 */
export type Role = 'canonical' | 'handsOver' | 'namesAnother';

export function roleForModel(arn: ProjectVersionArn): Role {
  return roleOf(TEARDOWN_MODEL_ID_PREFIX, canonicalModelId(arn), teardownModelWorkflowId(arn));
}

export function roleForProject(arn: ProjectArn): Role {
  return roleOf(TEARDOWN_PROJECT_ID_PREFIX, canonicalProjectId(arn), teardownProjectWorkflowId(arn));
}

function roleOf(prefix: string, canonicalId: string, plainId: string): Role {
  const { workflowId, continuedFromExecutionRunId } = workflowInfo();
  const continued = continuedFromExecutionRunId !== undefined;
  // Runs that started before payloads were encrypted keep their workflow IDs.
  if (workflowId === canonicalId || (continued && workflowId === plainId)) return 'canonical';
  // A schedule appends "-" and the time to the workflow ID that it was given. A digit would belong to another ARN.
  const names = (id: string) => workflowId.startsWith(id) && !/^\d/.test(workflowId.slice(id.length));
  return names(canonicalId) || names(plainId) || !workflowId.startsWith(prefix)
    ? 'handsOver'
    : 'namesAnother';
}
