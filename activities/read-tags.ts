import { ListTagsForResourceCommand, type RekognitionClient } from '@aws-sdk/client-rekognition';
import type { GuardTags, LocatedModel } from '../contract/activities.js';
import type { Tags } from '../contract/model.js';
import { callAws, isNamed } from './aws-errors.js';

/** The tags of a model and of its project; both can protect it. ListTagsForResource is not paginated. */
export async function readTags(
  client: RekognitionClient,
  { projectVersionArn, projectArn }: LocatedModel,
): Promise<GuardTags | undefined> {
  const gone = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  const tagsOf = (arn: string): Promise<Tags> =>
    callAws(
      'rekognition:ListTagsForResource',
      arn,
      async (http) => {
        const command = new ListTagsForResourceCommand({ ResourceArn: arn });
        return (await client.send(command, http)).Tags ?? {};
      },
      { expected: gone },
    );
  try {
    const [model, project] = await Promise.all([tagsOf(projectVersionArn), tagsOf(projectArn)]);
    return { model, project };
  } catch (error) {
    if (gone(error)) return undefined;
    throw error;
  }
}
