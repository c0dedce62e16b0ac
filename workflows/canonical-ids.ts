import { patched } from '@temporalio/workflow';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { memoOf, type TeardownMemo } from '../contract/memo.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId, type ArnInId } from '../contract/names.js';

const PATCH = 'arn-digests-in-ids';

let digest: ArnInId | undefined;

/** Only for the entry module of the workflows of encrypted payloads, before any of them runs. */
export function hideArnsInIds(arnDigest: ArnInId): void {
  digest = arnDigest;
}

/** Those who began before the payloads were encrypted go on under the ids that they have. */
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
