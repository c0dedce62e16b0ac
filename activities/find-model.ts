import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { STSClient } from '@aws-sdk/client-sts';
import type { ModelQuery } from '../contract/activities.js';
import type { ProjectArn, ProjectVersionName } from '../contract/arn.js';
import type { Sighting } from '../contract/model.js';
import { permanent } from './aws-errors.js';
import { callerAccount } from './caller-account.js';
import { describeModel } from './describe-model.js';
import { modelOf } from './model-arn.js';
import type { ProjectLookup } from './project-lookup.js';

/**
 * The first look at a model. Its project's ARN can't be derived from its own, so the project is looked up by
 * name, and is the right one only if it lists the model's exact ARN.
 *
 * "Not found" is said only after a fresh look-up, made with credentials of the model's own account: the same
 * question asked of another account has the same empty answer.
 *
 * @throws ApplicationFailure `InvalidRequest` where the caller named a project that does not hold the model
 * @throws ApplicationFailure `AccessDenied` where the credentials are another account's
 */
export async function findModel(
  client: RekognitionClient,
  sts: STSClient | undefined,
  lookup: ProjectLookup,
  { projectVersionArn, projectArn }: ModelQuery,
): Promise<Sighting> {
  const model = modelOf(projectVersionArn);

  const likely = projectArn === undefined ? (lookup.remembered(model) ?? []) : [projectArn];
  const early = await firstThatLists(client, model, likely);
  if (early.found) return early;

  const candidates = await lookup.fresh(client, model);
  const sighting = await firstThatLists(client, model, candidates);
  if (sighting.found && projectArn !== undefined && sighting.model.projectArn !== projectArn) {
    throw permanent(
      'InvalidRequest',
      `projectArn ${projectArn} does not hold ${projectVersionArn}: DescribeProjectVersions lists it in ${sighting.model.projectArn}. Correct projectArn or leave it out. Nothing was changed.`,
    );
  }
  if (!sighting.found && candidates.length === 0) await checkAccount(model, sts);
  return sighting;
}

async function firstThatLists(
  client: RekognitionClient,
  { arn: projectVersionArn }: ProjectVersionName,
  projects: readonly ProjectArn[],
): Promise<Sighting> {
  for (const projectArn of projects) {
    const sighting = await describeModel(client, { projectVersionArn, projectArn });
    if (sighting.found) return sighting;
  }
  return { found: false };
}

async function checkAccount(
  { arn, accountId }: ProjectVersionName,
  sts: STSClient | undefined,
): Promise<void> {
  const caller = sts && (await callerAccount(sts));
  if (caller === undefined || caller === accountId) return;
  throw permanent(
    'AccessDenied',
    `The worker's credentials are of account ${caller}, where DescribeProjects can't see ${arn}. Run a worker with a role in account ${accountId}. Nothing was changed.`,
  );
}
