import { ListTagsForResourceCommand } from '@aws-sdk/client-rekognition';
import type { GuardTags, LocatedModel } from '../contract/activities.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import type { Tags } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { isNamed } from './aws-errors.js';
import { callAws } from './call-aws.js';
import { ALL } from './names-to-ask-for.js';

/** The tags of a model and of its project; both can protect it. ListTagsForResource is not paginated. */
export async function readTags(
  aws: AwsAccess,
  { projectVersionArn, projectArn }: LocatedModel,
): Promise<GuardTags | undefined> {
  const [model, project] = await Promise.all([
    readTagsOf(aws, projectVersionArn),
    readTagsOf(aws, projectArn),
  ]);
  return model && project && { model, project };
}

/** The tags of many models, by ARN; those that are gone are left out. As the quota allows, which may take a while. */
export async function readModelTags(
  aws: AwsAccess,
  arns: readonly ProjectVersionArn[],
): Promise<Record<string, Tags>> {
  const read = async (arn: ProjectVersionArn) => [arn, await readTagsOf(aws, arn)] as const;
  const all = await Promise.all(arns.map(read));
  return Object.fromEntries(all.flatMap(([arn, tags]) => (tags ? [[arn, tags]] : [])));
}

/** The tags of one resource; undefined where AWS says that it is not there. */
export async function readTagsOf(aws: AwsAccess, arn: string): Promise<Tags | undefined> {
  const gone = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  try {
    return await callAws(
      aws,
      'rekognition:ListTagsForResource',
      arn,
      async (http) => {
        const command = new ListTagsForResourceCommand({ ResourceArn: arn });
        return (await aws.rekognition.send(command, http)).Tags ?? {};
      },
      { expected: gone, share: { key: arn, part: ALL } },
    );
  } catch (error) {
    if (gone(error)) return undefined;
    throw error;
  }
}
