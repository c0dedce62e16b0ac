import { setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ProjectQuery } from '../contract/activities.js';
import { memoOf } from '../contract/memo.js';
import {
  parseProjectRequest,
  type ProjectRequest,
  type ProjectRequestInput,
} from '../contract/project-request.js';
import type { ProjectProgress, ProjectResult } from '../contract/project-result.js';
import { canonicalProjectId, roleForProject } from './canonical-ids.js';
import { resultOf, startCanonical } from './canonical-child.js';
import { failure } from './failures.js';
import { ask } from './calls.js';
import { DESCRIPTIONS, projectProgressQuery } from './messages.js';
import { projectDetails } from './project-details.js';
import { newProjectMemory, type LocatedRequest, type ProjectMemory } from './project-core.js';
import { progressOfProject, resultOfProject } from './project-take.js';
import { tearDownProject } from './project-teardown.js';

/**
 * Tears down a project: every model by a `teardownModel` of its own, then the datasets, then the project itself, and
 * returns once AWS no longer lists it.
 *
 * @param input a bare project ARN or a request object; anything else fails the run with `InvalidRequest`
 * @param carried only a run that continues as new passes it
 * @throws ApplicationFailure of one of the contract's `FailureType`s, and of no other type
 */
export async function teardownProject(
  input: ProjectRequestInput,
  carried?: Partial<ProjectMemory>,
): Promise<ProjectResult> {
  const request = requestOf(input);
  const { projectArn } = request;
  if (projectArn === undefined) return handOverProject(request);
  const role = roleForProject(projectArn);
  if (role === 'canonical') return tearDownProject(located(request), carried);
  if (role === 'handsOver') return handOverProject(request);
  const problem = `The workflow id, ${workflowInfo().workflowId}, names another project than the input, ${projectArn}.`;
  throw failure('InvalidRequest', `${problem} Nothing was called.`);
}

function requestOf(input: unknown): ProjectRequest {
  const parsed = parseProjectRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}

/** A run under any other id, or of a project that is only named, has the work done by a child under the canonical id. */
async function handOverProject(request: ProjectRequest): Promise<ProjectResult> {
  const now = Date.now();
  const memory = { ...newProjectMemory(request, now), waitingFor: 'AWS to find the project' };
  let shown = progressOfProject(request, memory);
  const show = (change: Partial<ProjectProgress>) => {
    shown = { ...shown, ...change };
    setCurrentDetails(projectDetails(shown));
  };
  setHandler(projectProgressQuery, () => shown, { description: DESCRIPTIONS.progress });
  show({});

  const found = request.projectArn === undefined ? await findByName(request) : located(request);
  if (found === undefined) {
    show({ phase: 'done', waitingFor: 'nothing: alreadyGone' });
    return resultOfProject(request, memory, 'alreadyGone', Date.now());
  }
  const { projectArn } = found;
  const workflowId = canonicalProjectId(projectArn);
  const waitingFor = `the workflow ${workflowId}, which does the work`;
  show({ phase: 'handedOver', projectArn, waitingFor, workflowId });
  const child = await startCanonical<typeof teardownProject>({
    type: 'teardownProject',
    workflowId,
    args: [found],
    arn: projectArn,
    summary: `Tear down the project ${projectArn.split('/')[1]}`.slice(0, 120),
    memo: memoOf(request),
  });
  return resultOf(child);
}

async function findByName(request: ProjectRequest): Promise<LocatedRequest | undefined> {
  const { projectName = '', accountId = '', region = '', ...rest } = request;
  const query: ProjectQuery = { projectName, accountId, region };
  const sighting = await ask('findProject', 'Look at the project', query);
  return sighting.found ? { ...rest, projectArn: sighting.project.projectArn } : undefined;
}

function located(request: ProjectRequest): LocatedRequest {
  const { projectArn } = request;
  if (projectArn === undefined) throw new Error('A request without an ARN has to be looked up first.');
  return { ...request, projectArn };
}
