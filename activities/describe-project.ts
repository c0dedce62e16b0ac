import { paginateDescribeProjects, type ProjectDescription as Described } from '@aws-sdk/client-rekognition';
import type { Place, ProjectQuery } from '../contract/activities.js';
import { parseProjectArn, type ProjectArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import { FEATURES } from '../contract/model.js';
import type { ProjectDescription, ProjectSighting } from '../contract/project.js';
import type { AwsAccess } from './aws-access.js';
import { permanent } from './aws-errors.js';
import { callAws, type CallOptions } from './call-aws.js';
import { checkAccount } from './caller-account.js';
import { ALL, namesToAskFor } from './names-to-ask-for.js';

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
  const projects = await projectsNamed(aws, placeOf(query).projectName, nameOf(query), options);
  const project = projects.find((it) => !('projectArn' in query) || it.projectArn === query.projectArn);
  return project ? { found: true, project } : { found: false };
}

/**
 * The projects of a name, of either feature; usually one.
 *
 * @param what is looked for, for the messages of errors
 */
export async function projectsNamed(
  aws: AwsAccess,
  projectName: string,
  what: string,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<readonly ProjectDescription[]> {
  const projects = await describeProjects(aws, projectName, what, options);
  return projects.filter(({ projectArn }) => parseProjectArn(projectArn)?.projectName === projectName);
}

/** All projects of an account and Region. */
export async function listProjects(
  aws: AwsAccess,
  { accountId, region }: Place,
): Promise<ProjectDescription[]> {
  const what = `the projects of account ${accountId} in ${region}`;
  // Any account has an answer to this question, and another one's must not pass for this one's.
  await checkAccount(aws, accountId, what);
  const projects = await describeProjects(aws, ALL, what);
  return projects.filter(({ projectArn }) => parseProjectArn(projectArn)?.accountId === accountId);
}

function describeProjects(
  aws: AwsAccess,
  projectName: string,
  what: string,
  options?: Pick<CallOptions, 'retryDelayMs'>,
): Promise<ProjectDescription[]> {
  return callAws(
    aws,
    'rekognition:DescribeProjects',
    what,
    async (http, names) => {
      // Without Features, AWS lists Custom Labels projects only, and an adapter's project would seem not to exist.
      const input = { ...given({ ProjectNames: namesToAskFor(names) }), Features: [...FEATURES] };
      const projects: ProjectDescription[] = [];
      for await (const page of paginateDescribeProjects({ client: aws.rekognition }, input, http)) {
        projects.push(...(page.ProjectDescriptions ?? []).map(descriptionOf));
      }
      return projects;
    },
    { ...options, share: { key: '', part: projectName } },
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
