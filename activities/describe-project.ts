import { paginateDescribeProjects, type ProjectDescription as Described } from '@aws-sdk/client-rekognition';
import type { ProjectQuery } from '../contract/activities.js';
import { parseProjectArn, type ProjectArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import { FEATURES } from '../contract/model.js';
import type { ProjectDescription, ProjectSighting } from '../contract/project.js';
import type { AwsAccess } from './aws-access.js';
import { callAws, permanent, type CallOptions } from './aws-errors.js';
import { checkAccount } from './caller-account.js';

/** Where a project is, whichever way it is named. */
export function placeOf(query: ProjectQuery): {
  readonly accountId: string;
  readonly region: string;
  readonly projectName: string;
} {
  if (!('projectArn' in query)) return query;
  const project = parseProjectArn(query.projectArn);
  if (!project) throw permanent('InvalidRequest', `${query.projectArn} is not the ARN of a project.`);
  return project;
}

/**
 * One look at a project. By its ARN, one that was re-created under the same name is another one.
 *
 * "Not found" is said only with credentials of the project's own account: the same question asked of another account
 * has the same empty answer.
 *
 * @throws ApplicationFailure `AccessDenied` where the credentials are another account's
 */
export async function findProject(aws: AwsAccess, query: ProjectQuery): Promise<ProjectSighting> {
  const sighting = await describeProject(aws, query);
  if (!sighting.found) await checkAccount(aws, placeOf(query).accountId, nameOf(query));
  return sighting;
}

export async function describeProject(
  aws: AwsAccess,
  query: ProjectQuery,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<ProjectSighting> {
  // Without Features, AWS lists Custom Labels projects only, and an adapter's project would seem to be gone.
  const input = { ProjectNames: [placeOf(query).projectName], Features: [...FEATURES] };
  return callAws(
    aws,
    'rekognition:DescribeProjects',
    nameOf(query),
    async (http) => {
      for await (const page of paginateDescribeProjects({ client: aws.rekognition }, input, http)) {
        for (const described of page.ProjectDescriptions ?? []) {
          const project = descriptionOf(described);
          if (!('projectArn' in query) || project.projectArn === query.projectArn)
            return { found: true, project };
        }
      }
      return { found: false };
    },
    options,
  );
}

function nameOf(query: ProjectQuery): string {
  return 'projectArn' in query
    ? query.projectArn
    : `the project ${query.projectName} of account ${query.accountId} in ${query.region}`;
}

function descriptionOf(described: Described): ProjectDescription {
  return {
    projectArn: described.ProjectArn as ProjectArn,
    status: described.Status ?? '',
    // AWS leaves Feature empty for Custom Labels.
    feature: described.Feature ?? 'CUSTOM_LABELS',
    ...given({ createdAt: described.CreationTimestamp?.toISOString() }),
    datasets: (described.Datasets ?? []).map(({ DatasetArn, DatasetType, Status }) => ({
      datasetArn: DatasetArn ?? '',
      type: DatasetType ?? '',
      status: Status ?? '',
    })),
  };
}
