import type { LocatedModel } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { Sighting } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import type { ReadOptions } from '../aws/call.js';
import { describeVersions, type Versions } from './describe-versions.js';
import { modelOf } from './model-arn.js';

/** Describes a model. */
export async function describeModel(
  aws: AwsAccess,
  { projectVersionArn, projectArn }: LocatedModel,
  options?: Pick<ReadOptions, 'first'>,
): Promise<Sighting> {
  const { versionName } = modelOf(projectVersionArn);
  return sightingOf(projectVersionArn, await describeVersions(aws, projectArn, versionName, options));
}

/** Finds a version by its whole ARN, including the timestamp, since names can be reused after a deletion. */
export function sightingOf(arn: ProjectVersionArn, { versions }: Versions): Sighting {
  const model = versions.get(arn);
  return model ? { found: true, model } : { found: false };
}
