import { paginateDescribeProjectVersions, type RekognitionClient } from '@aws-sdk/client-rekognition';
import type { LocatedModel } from '../contract/activities.js';
import { parseProjectVersionArn } from '../contract/arn.js';
import type { Sighting } from '../contract/model.js';
import { callAws, isNamed, type CallOptions } from './aws-errors.js';
import { modelDescription } from './model-description.js';

/**
 * One look at a model: DescribeProjectVersions of its project. Versions are told apart by their whole ARN,
 * timestamp included, since a name can be used again after a deletion.
 */
export async function describeModel(
  client: RekognitionClient,
  model: LocatedModel,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<Sighting> {
  const { projectVersionArn, projectArn } = model;
  const versionName = parseProjectVersionArn(projectVersionArn)?.versionName;
  const query = {
    ProjectArn: projectArn,
    ...(versionName === undefined ? {} : { VersionNames: [versionName] }),
  };
  const gone = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  try {
    return await callAws(
      'rekognition:DescribeProjectVersions',
      projectArn,
      async (http) => {
        for await (const page of paginateDescribeProjectVersions({ client }, query, http)) {
          const found = page.ProjectVersionDescriptions?.find(
            (it) => it.ProjectVersionArn === projectVersionArn,
          );
          if (found) return { found: true, model: modelDescription(model, found) } as const;
        }
        return { found: false } as const;
      },
      { ...options, expected: gone },
    );
  } catch (error) {
    // The project itself is gone, and AWS deletes none that still holds a model.
    if (gone(error)) return { found: false };
    throw error;
  }
}
