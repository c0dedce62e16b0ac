import { setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ProjectArn } from '../../contract/arn.js';
import { memoOf } from '../../contract/memo.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import {
  parseProjectRequest,
  type ProjectRequest,
  type ProjectRequestInput,
} from '../../contract/project/request.js';
import type { ProjectProgress, ProjectResult } from '../../contract/project/result.js';
import type { TeardownProject } from '../../contract/workflows.js';
import { canonicalProjectId, roleForProject } from '../shared/canonical-ids.js';
import { deadlineOf } from '../shared/deadline.js';
import { failure } from '../shared/failures.js';
import { handOverTo, resultOfEarlier } from '../shared/hand-over-to.js';
import { handedOverBefore } from '../shared/joining.js';
import { DESCRIPTIONS, projectProgressQuery } from '../shared/messages.js';
import { refuseDecisions } from '../shared/refuse-decisions.js';
import { startedSearchable } from '../shared/search-attributes.js';
import { expiry, startOf } from '../shared/workflow-timeout.js';
import { projectDetails } from './details.js';
import { findByName } from './find-by-name.js';
import { tearDownProject } from './run.js';
import {
  newProjectMemory,
  progressOfProject,
  resultOfProject,
  type LocatedRequest,
  type ProjectMemory,
} from './state.js';

/**
 * Tears down a project: every model by its own `teardownModel` run, then the datasets, then the project, and
 * returns once AWS no longer lists it.
 *
 * @param input a project ARN or a request object; anything else fails the run with `InvalidRequest`
 * @param carried only a run that continues as new, or hands over, passes it
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
  const problem = `The workflow ID ${workflowInfo().workflowId} names a different project than the input, ${projectArn}.`;
  throw failure('InvalidRequest', `${problem} No request was sent.`);
}

function requestOf(input: unknown): ProjectRequest {
  const parsed = parseProjectRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} No request was sent.`);
  return parsed.request;
}

/** Hands over to a child under the canonical ID, from a run under another ID or for a project given by name. */
async function handOverProject(request: ProjectRequest): Promise<ProjectResult> {
  const now = Date.now();
  const started = { ...newProjectMemory(request, now), ...startOf(request), expiresAt: expiry() };
  const memory = { ...started, waitingFor: 'AWS to find the project' };
  let shown = progressOfProject(request, memory);
  const show = (change: Partial<ProjectProgress>) => {
    shown = { ...shown, ...change };
    setCurrentDetails(projectDetails(shown));
  };
  setHandler(projectProgressQuery, () => shown, { description: DESCRIPTIONS.progress });
  refuseDecisions(DESCRIPTIONS.approvals, () => shown);
  const showHandedOver = (workflowId: string, projectArn?: ProjectArn) => {
    const waitingFor = `the workflow ${workflowId}, which does the work`;
    show({ phase: 'handedOver', waitingFor, workflowId, ...omitUndefined({ projectArn }) });
  };
  show({});

  if (request.projectArn === undefined) {
    const earlier = await handedOverBefore();
    if (earlier !== undefined) showHandedOver(earlier);
    const result = earlier && (await resultOfEarlier<TeardownProject>(earlier));
    if (result) return result;
  }
  const found =
    request.projectArn === undefined
      ? await findByName(request, deadlineOf(request, memory), show)
      : located(request);
  if (found === undefined) {
    show({ phase: 'done', waitingFor: 'nothing: alreadyGone' });
    return resultOfProject(request, memory, 'alreadyGone', Date.now());
  }
  const { projectArn } = found;
  const workflowId = canonicalProjectId(projectArn);
  showHandedOver(workflowId, projectArn);
  return handOverTo<TeardownProject>({
    type: 'teardownProject',
    workflowId,
    // Its deadline counts from the start of this run.
    args: [found, { startedAt: memory.startedAt }],
    arn: projectArn,
    summary: `Tear down the project ${projectArn.split('/')[1]}`.slice(0, 120),
    memo: memoOf(request),
    searched: startedSearchable() ? found : undefined,
  });
}

function located(request: ProjectRequest): LocatedRequest {
  const { projectArn } = request;
  if (projectArn === undefined) throw new Error('The project must be found before it has an ARN.');
  return { ...request, projectArn };
}
