import type { ModelQuery } from '../../contract/activities.js';
import type { ProjectArn, ProjectVersionName } from '../../contract/arn.js';
import type { Sighting } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import { permanent } from '../aws/errors.js';
import { describeModel } from './describe-model.js';
import { modelOf } from './model-arn.js';
import type { ProjectLookup } from './project-lookup.js';

/**
 * Finds the project of a model, and describes the model. A model's ARN does not contain its project's ARN, so the project
 * is looked up by name, and is the right one only if it lists the model's exact ARN.
 *
 * Returns "not found" only after a fresh lookup.
 *
 * @throws ApplicationFailure `InvalidRequest` if the caller named a project that does not contain the model
 * @throws ApplicationFailure `AccessDenied` if the credentials belong to another account
 */
export async function findModel(
  aws: AwsAccess,
  lookup: ProjectLookup,
  { projectVersionArn, projectArn }: ModelQuery,
): Promise<Sighting> {
  const model = modelOf(projectVersionArn);

  const likely = projectArn === undefined ? (lookup.remembered(model) ?? []) : [projectArn];
  const early = await firstThatLists(aws, model, likely);
  if (early.found) return early;

  const candidates = await lookup.fresh(aws, model);
  const sighting = await firstThatLists(aws, model, candidates);
  if (sighting.found && projectArn !== undefined && sighting.model.projectArn !== projectArn) {
    throw permanent(
      'InvalidRequest',
      `projectArn ${projectArn} does not contain ${projectVersionArn}: DescribeProjectVersions lists it in ${sighting.model.projectArn}. Correct projectArn or omit it. Nothing was changed.`,
    );
  }
  return sighting;
}

async function firstThatLists(
  aws: AwsAccess,
  { arn: projectVersionArn }: ProjectVersionName,
  projects: readonly ProjectArn[],
): Promise<Sighting> {
  for (const projectArn of projects) {
    const sighting = await describeModel(aws, { projectVersionArn, projectArn });
    if (sighting.found) return sighting;
  }
  return { found: false };
}
