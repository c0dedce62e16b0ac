import type { LocatedModel } from '../contract/activities.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import type { Sighting } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { describeVersions, type Versions } from './describe-versions.js';
import { modelOf } from './model-arn.js';

/** One look at a model. */
export async function describeModel(
  aws: AwsAccess,
  { projectVersionArn, projectArn }: LocatedModel,
): Promise<Sighting> {
  const { versionName } = modelOf(projectVersionArn);
  return sightingOf(projectVersionArn, await describeVersions(aws, projectArn, versionName));
}

/** Versions are told apart by their whole ARN, timestamp included, since a name can be used again after a deletion. */
export function sightingOf(arn: ProjectVersionArn, { versions }: Versions): Sighting {
  const model = versions.get(arn);
  return model ? { found: true, model } : { found: false };
}
