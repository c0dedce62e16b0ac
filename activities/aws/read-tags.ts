import { ListTagsForResourceCommand } from '@aws-sdk/client-rekognition';
import type { Tags } from '../../contract/model/description.js';
import type { AwsAccess } from './access.js';
import { callAws, type ReadOptions } from './call.js';
import { failureOf, isNamed } from './errors.js';
import { ALL } from './names-to-ask-for.js';

/**
 * Reads the tags of one resource. Undefined if AWS does not list it. ResourceNotFoundException for a listed resource is
 * not an answer, since the tags may protect it. ListTagsForResource is not paginated.
 */
export async function readTagsOf(
  aws: AwsAccess,
  arn: string,
  look: () => Promise<{ readonly found: boolean }>,
  options?: Pick<ReadOptions, 'first'>,
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
      { ...options, expected: isUnknown, share: { key: arn, part: ALL } },
    );
  } catch (error) {
    if (!isUnknown(error)) throw error;
    if ((await look()).found) throw failureOf(action, arn, error);
    return undefined;
  }
}
