import { paginateDescribeProjectVersions } from '@aws-sdk/client-rekognition';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import type { ModelDescription } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { isNamed } from './aws-errors.js';
import { callAws, type CallOptions } from './call-aws.js';
import { ALL, namesToAskFor } from './names-to-ask-for.js';
import { modelDescription } from './model-description.js';

export type Versions = ReadonlyMap<ProjectVersionArn, ModelDescription>;

/**
 * DescribeProjectVersions of a project, by ARN: of all of them, which is a page where the project is within AWS's quota
 * of 100 models, or at least of those of one name. None where the project itself is gone, since AWS deletes none that
 * holds a model.
 */
export async function describeVersions(
  aws: AwsAccess,
  projectArn: ProjectArn,
  versionName = ALL,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<Versions> {
  const gone = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  try {
    return await callAws(
      aws,
      'rekognition:DescribeProjectVersions',
      projectArn,
      async (http, names) => {
        const query = { ProjectArn: projectArn, ...given({ VersionNames: namesToAskFor(names) }) };
        const versions = new Map<ProjectVersionArn, ModelDescription>();
        for await (const page of paginateDescribeProjectVersions({ client: aws.rekognition }, query, http)) {
          for (const version of page.ProjectVersionDescriptions ?? []) {
            const projectVersionArn = version.ProjectVersionArn as ProjectVersionArn;
            versions.set(projectVersionArn, modelDescription({ projectVersionArn, projectArn }, version));
          }
        }
        return versions;
      },
      { ...options, expected: gone, share: { key: projectArn, part: versionName } },
    );
  } catch (error) {
    if (gone(error)) return new Map();
    throw error;
  }
}
