import { ListTagsForResourceCommand } from '@aws-sdk/client-rekognition';
import type { GuardTags, LocatedModel } from '../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import type { Tags } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { failureOf, isNamed } from './aws-errors.js';
import { callAws } from './call-aws.js';
import { describeModel } from './describe-model.js';
import { findProject } from './describe-project.js';
import { findModel } from './find-model.js';
import { ALL } from './names-to-ask-for.js';
import type { ProjectLookup } from './project-lookup.js';
import { resuming } from './resuming.js';

/** The tags of a model and of its project, both of which can protect it; undefined if one of the two is gone. */
export async function readTags(aws: AwsAccess, located: LocatedModel): Promise<GuardTags | undefined> {
  const [model, project] = await Promise.all([
    readTagsOf(aws, located.projectVersionArn, () => describeModel(aws, located)),
    readProjectTags(aws, located.projectArn),
  ]);
  return model && project && { model, project };
}

/** The tags of a project; undefined if it is gone. */
export function readProjectTags(aws: AwsAccess, projectArn: ProjectArn): Promise<Tags | undefined> {
  return readTagsOf(aws, projectArn, () => findProject(aws, { projectArn }));
}

/** The tags of many models, by ARN, without those that are gone. As the quota allows, which may take a while. */
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

/**
 * The tags of one resource; undefined if a look does not find it. ResourceNotFoundException of what a look does find is
 * no answer, since the tags may protect it. ListTagsForResource is not paginated.
 */
async function readTagsOf(
  aws: AwsAccess,
  arn: string,
  look: () => Promise<{ readonly found: boolean }>,
): Promise<Tags | undefined> {
  const action = 'rekognition:ListTagsForResource';
  const isUnknown = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  try {
    return await callAws(
      aws,
      action,
      arn,
      async (http) => {
        const command = new ListTagsForResourceCommand({ ResourceArn: arn });
        return (await aws.rekognition.send(command, http)).Tags ?? {};
      },
      { expected: isUnknown, share: { key: arn, part: ALL } },
    );
  } catch (error) {
    if (!isUnknown(error)) throw error;
    if ((await look()).found) throw failureOf(action, arn, error);
    return undefined;
  }
}
