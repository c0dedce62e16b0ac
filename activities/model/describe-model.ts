import type { LocatedModel } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { Sighting } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import type { ReadOptions } from '../aws/call.js';
import { isFresh } from '../aws/list.js';
import { describeVersions, type Versions } from './describe-versions.js';
import { modelOf } from './model-arn.js';

type Options = Pick<ReadOptions, 'first'>;

/** Describes a model. */
export async function describeModel(
  aws: AwsAccess,
  { projectVersionArn, projectArn }: LocatedModel,
  options?: Options,
): Promise<Sighting> {
  const { versionName } = modelOf(projectVersionArn);
  const listed = await describeVersions(aws, projectArn, versionName, options);
  return foundIn(listed, aws, { projectVersionArn, projectArn }, options);
}

/**
 * Finds a model in a listing. During a listing of several pages, a model may move to another page, so that no page contains
 * it, or change after its page was read. Then it is asked for again, alone.
 */
export async function foundIn(
  listed: Versions,
  aws: AwsAccess,
  { projectVersionArn, projectArn }: LocatedModel,
  options?: Options,
): Promise<Sighting> {
  const sighting = sightingOf(projectVersionArn, listed);
  if (listed.pages <= 1 || (sighting.found && isFresh(listed))) return sighting;
  const { versionName } = modelOf(projectVersionArn);
  const alone = await describeVersions(aws, projectArn, versionName, { ...options, alone: true });
  return sightingOf(projectVersionArn, alone);
}

/** Finds a version by its whole ARN, including the timestamp, since names can be reused after a deletion. */
function sightingOf(arn: ProjectVersionArn, { versions }: Versions): Sighting {
  const model = versions.get(arn);
  return model ? { found: true, model } : { found: false };
}
