import type { Place, ProjectQuery } from '../../contract/activities.js';
import { ownerOf, parseProjectArn } from '../../contract/arn.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ProjectDescription, ProjectSighting } from '../../contract/project/description.js';
import type { AwsAccess } from '../aws/access.js';
import { NoAnswer } from '../aws/answer-gate.js';
import type { ReadOptions } from '../aws/call.js';
import { checkAccount } from '../aws/caller-account.js';
import { failureOf, permanent } from '../aws/errors.js';
import { isFresh, list, type Listed } from '../aws/list.js';
import { ALL } from '../aws/names-to-ask-for.js';
import { projectPage } from './project-page.js';

interface NamedProject extends Place {
  readonly projectName: string;
}

type Options = Pick<ReadOptions, 'retryDelayMs'>;

/** Finds a project by its ARN, or by its name, account and Region. */
export function placeOf(query: ProjectQuery): NamedProject {
  if (!('projectArn' in query)) return query;
  const project = parseProjectArn(query.projectArn);
  if (!project) throw permanent('InvalidRequest', `${query.projectArn} is not the ARN of a project.`);
  return project;
}

/**
 * Describes a project. A project that was re-created under the same name has another ARN.
 *
 * @throws ApplicationFailure `AccessDenied` if the credentials are another account's
 */
export async function findProject(
  aws: AwsAccess,
  query: ProjectQuery,
  options?: Options,
): Promise<ProjectSighting> {
  const projects = await projectsNamed(aws, placeOf(query), nameOf(query), options);
  const project = projects.find((it) => !('projectArn' in query) || it.projectArn === query.projectArn);
  return project ? { found: true, project } : { found: false };
}

/**
 * Returns the projects with a name, of either feature; usually one. Returns none only with credentials of the project's
 * own account: in another account, AWS gives the same empty answer.
 *
 * @param what is looked for, for the messages of errors
 * @throws ApplicationFailure `AccessDenied` if the credentials are another account's
 */
export async function projectsNamed(
  aws: AwsAccess,
  place: NamedProject,
  what: string,
  options?: Options,
): Promise<readonly ProjectDescription[]> {
  const { accountId, projectName } = place;
  const named = ({ items }: Listed<ProjectDescription>) =>
    items.filter(({ projectArn }) => parseProjectArn(projectArn)?.projectName === projectName);
  const listed = await describeProjects(aws, place, projectName, what, options);
  const found = named(listed);
  if (found.length > 0 && isFresh(listed)) return found;
  // Between two calls, the credentials may change to those of another account. And during a listing of several pages, a
  // project may move to another page, so that no page contains it, or change after its page was read.
  const fixed = aws.withFixedCredentials();
  await checkAccount(fixed, accountId, what);
  return named(await describeProjects(fixed, place, projectName, what, { ...options, alone: true }));
}

/** Lists all projects of an account and Region. */
export async function listProjects(aws: AwsAccess, place: Place): Promise<readonly ProjectDescription[]> {
  const { accountId, region } = place;
  const what = `the projects of account ${accountId} in ${region}`;
  // Every account answers this call, so the answer of another account must not be mistaken for this one's.
  const fixed = aws.withFixedCredentials();
  await checkAccount(fixed, accountId, what);
  return (await describeProjects(fixed, place, ALL, what)).items;
}

/** An answer with projects of another account or Region is no answer about this one. */
async function describeProjects(
  aws: AwsAccess,
  { accountId, region }: Place,
  name: string,
  what: string,
  { alone = false, ...options }: Options & { readonly alone?: boolean } = {},
): Promise<Listed<ProjectDescription>> {
  const action = 'rekognition:DescribeProjects';
  const listed = await list(
    aws,
    {
      action,
      what,
      key: '',
      name,
      alone,
      ask: ({ names: ProjectNames, NextToken }, http) =>
        projectPage(aws, omitUndefined({ ProjectNames, NextToken }), http),
    },
    options,
  );
  const noAnswer = (said: string) => failureOf(action, what, new NoAnswer(said), options.retryDelayMs);
  if (listed === 'unknown') throw noAnswer('ResourceNotFoundException');
  const stranger = listed.items.find(({ projectArn }) => {
    const owner = ownerOf(projectArn);
    return owner?.accountId !== accountId || owner.region !== region;
  });
  // A project that moves to the next page during a listing is on both.
  const items = [...new Map(listed.items.map((it) => [it.projectArn, it])).values()];
  if (stranger === undefined) return { ...listed, items };
  await checkAccount(aws, accountId, what);
  throw noAnswer(`HTTP 200 with ${stranger.projectArn}, which belongs to another account or Region`);
}

function nameOf(query: ProjectQuery): string {
  return 'projectArn' in query
    ? query.projectArn
    : `the project ${query.projectName} of account ${query.accountId} in ${query.region}`;
}
