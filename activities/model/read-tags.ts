import { STALE_MS, type LocatedModel } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { GuardTags, Sighting, Tags } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import { vanished } from '../aws/errors.js';
import { readTagsOf } from '../aws/read-tags.js';
import { resuming } from '../aws/resuming.js';
import { readProjectTags } from '../project/read-tags.js';
import { describeModel } from './describe-model.js';
import { findModel } from './find-model.js';
import type { ProjectLookup } from './project-lookup.js';

/**
 * Adds the tags to what was seen, unless the model is in deletion. If reading them took so long that the description is no
 * longer fresh, reads both again.
 *
 * @throws ApplicationFailure, retryable, if AWS does not find the tags: the model may be gone by now
 */
export async function withTags(aws: AwsAccess, seen: Sighting): Promise<Sighting> {
  if (!seen.found || seen.model.status === 'DELETING') return seen;
  const began = Date.now();
  const tags = await readTags(aws, seen.model);
  if (tags === undefined) throw vanished(seen.model.projectVersionArn);
  if (Math.abs(Date.now() - began) <= STALE_MS) return { ...seen, tags };
  const again = await describeModel(aws, seen.model);
  return withTags(aws, again.found ? { ...seen, ...again } : again);
}

/** Reads the tags of a model and of its project, both of which can protect it. Undefined if one of the two is gone. */
async function readTags(aws: AwsAccess, located: LocatedModel): Promise<GuardTags | undefined> {
  const [model, project] = await Promise.all([
    readTagsOf(aws, located.projectVersionArn, () => describeModel(aws, located)),
    readProjectTags(aws, located.projectArn),
  ]);
  return model && project && { model, project };
}

/** Reads the tags of many models, by ARN, without models that are gone. The quota may make this slow. */
export function readModelTags(
  aws: AwsAccess,
  lookup: ProjectLookup,
  arns: readonly ProjectVersionArn[],
): Promise<Record<string, Tags>> {
  const read = async (tags: Map<string, Tags | undefined>, arn: ProjectVersionArn) => {
    if (tags.has(arn)) return;
    const look = () => findModel(aws, lookup, { projectVersionArn: arn });
    tags.set(arn, await readTagsOf(aws, arn, look));
  };
  return resuming(
    'tags',
    () => new Map<string, Tags | undefined>(),
    async (tags) => {
      const outcomes = await Promise.allSettled(arns.map((arn) => read(tags, arn)));
      const failed = outcomes.find((it) => it.status === 'rejected');
      if (failed) throw failed.reason;
      return Object.fromEntries([...tags].flatMap(([arn, its]) => (its ? [[arn, its]] : [])));
    },
  );
}
