import { paginateDescribeProjectVersions } from '@aws-sdk/client-rekognition';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import type { ModelDescription } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { callAws, isNamed, type CallOptions } from './aws-errors.js';
import { modelDescription } from './model-description.js';

export type Versions = ReadonlyMap<ProjectVersionArn, ModelDescription>;

/**
 * DescribeProjectVersions of a project, by ARN: all of them, which is a page where the project is within AWS's quota of
 * 100 models, or those of one name. None where the project itself is gone, since AWS deletes none that holds a model.
 */
export async function describeVersions(
  aws: AwsAccess,
  projectArn: ProjectArn,
  versionName?: string,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<Versions> {
  const query = {
    ProjectArn: projectArn,
    ...(versionName === undefined ? {} : { VersionNames: [versionName] }),
  };
  const gone = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
  try {
    return await callAws(
      aws,
      'rekognition:DescribeProjectVersions',
      projectArn,
      async (http) => {
        const versions = new Map<ProjectVersionArn, ModelDescription>();
        for await (const page of paginateDescribeProjectVersions({ client: aws.rekognition }, query, http)) {
          for (const version of page.ProjectVersionDescriptions ?? []) {
            const projectVersionArn = version.ProjectVersionArn as ProjectVersionArn;
            versions.set(projectVersionArn, modelDescription({ projectVersionArn, projectArn }, version));
          }
        }
        return versions;
      },
      { ...options, expected: gone },
    );
  } catch (error) {
    if (gone(error)) return new Map();
    throw error;
  }
}
