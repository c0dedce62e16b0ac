import { patched, workflowInfo } from '@temporalio/workflow';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { memoOf, type TeardownMemo } from '../contract/memo.js';
import {
  TEARDOWN_MODEL_ID_PREFIX,
  TEARDOWN_PROJECT_ID_PREFIX,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
} from '../contract/names.js';

const PATCH = 'arn-digests-in-ids';

let digest: ArnInId | undefined;

/** Only for the entry module of the workflows of encrypted payloads, before any of them runs. */
export function hideArnsInIds(arnDigest: ArnInId): void {
  digest = arnDigest;
}

/**
 * Runs that began before the payloads were encrypted go on under the ids that they have. The patch guards that change of
 * the configuration, at whatever time it is made, and not a change of the code: so it stays.
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

/** What visibility can list of the teardown of a model; the ARN too, where the id does not say it. */
export function modelMemoOf(arn: ProjectVersionArn, terms: Parameters<typeof memoOf>[0]): TeardownMemo {
  return { ...memoOf(terms), ...(arnInId() && { projectVersionArn: arn }) };
}

/**
 * What this run is, by its id, to what it is asked to tear down: the one that does it, one that hands over to that one,
 * or one whose id names something else.
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
  // What began before payloads were encrypted goes on under the id that it has.
  if (workflowId === canonicalId || (continued && workflowId === plainId)) return 'canonical';
  // A schedule makes its runs' ids of the one that it was given, and the time.
  const namesThis = workflowId.startsWith(canonicalId) || workflowId.startsWith(plainId);
  return namesThis || !workflowId.startsWith(prefix) ? 'handsOver' : 'namesAnother';
}
