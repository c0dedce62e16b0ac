import { condition, continueAsNew, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Answer, ListedModel } from '../contract/activities.js';
import { durationMs } from '../contract/duration.js';
import type { ProjectDescription, ProjectSighting } from '../contract/project.js';
import type { ProjectProgress, ProjectResult } from '../contract/project-result.js';
import { DEFAULT_APPROVAL_TIMEOUT } from '../contract/request.js';
import { handleApproval } from './approval.js';
import { backOffSeconds } from './back-off.js';
import { failure } from './failures.js';
import { carrierOf } from './tags.js';
import { PROGRESS_DESCRIPTION, projectProgressQuery } from './messages.js';
import { nextProjectStep, type NextProjectStep } from './next-project-step.js';
import {
  deleteDataset,
  deleteProject,
  findProject,
  listModels,
  readProjectTags,
  waitForProjectChange,
} from './project-calls.js';
import { tearDownModels, type ModelChildren } from './model-children.js';
import { ProjectState, type LocatedRequest, type ProjectCarried } from './project-state.js';
import { interruptible, throwIfCancelled, type Interruptible } from './scopes.js';
import type { teardownProject } from './teardown-project.js';

/** The teardown itself, under its canonical workflow id. */
export async function tearDownProject(
  request: LocatedRequest,
  carried?: ProjectCarried,
): Promise<ProjectResult> {
  const state = new ProjectState(request, carried);
  setHandler(projectProgressQuery, (): ProjectProgress => state.progress(), {
    description: PROGRESS_DESCRIPTION,
  });
  handleApproval(state);
  return interruptible(
    undefined,
    (scope) => decideAndAct(state, scope),
    () => undefined,
  );
}

async function decideAndAct(state: ProjectState, scope: Interruptible): Promise<ProjectResult> {
  // Once DeleteProject was sent, a cancel waits for the confirmation.
  const cancellable = <T>(step: () => Promise<T>) => (state.deleteSent ? step() : scope.untilCancelled(step));
  for (;;) {
    const seen = await cancellable(() => look(state));
    if (!seen.found) return state.result(state.mayBeDeleting ? 'deleted' : 'alreadyGone');
    const { project, models } = seen;
    if (state.request.dryRun) {
      await cancellable(() => planModels(state, models));
      if (state.unplanned(models).length === 0) return resultOfPlan(state, project);
    } else {
      const next = nextProjectStep(project, models, state.facts());
      if (next.step === 'end') return state.result(next.outcome);
      await (next.step === 'deleteProject'
        ? sendDelete(state, scope)
        : cancellable(() => carryOut(next, state, project)));
    }
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof teardownProject>(state.request, state.carried());
    }
  }
}

type Seen =
  | { readonly found: false }
  | { readonly found: true; readonly project: ProjectDescription; readonly models: readonly ListedModel[] };

/** A fresh look at the project, its tags and its models. */
async function look(state: ProjectState): Promise<Seen> {
  const { projectArn, protectTag } = state.request;
  const sighting: ProjectSighting = await findProject({ projectArn });
  if (!sighting.found) return sighting;
  const { project } = sighting;
  const [models, tags] = await Promise.all([listModels(projectArn), readProjectTags(projectArn)]);
  state.saw(project, models);
  const isProtected = carrierOf(protectTag, { model: {}, project: tags ?? {} }) !== undefined;
  if (isProtected && project.status !== 'DELETING' && !state.deleteSent) {
    throw failure(
      'ModelProtected',
      `ListTagsForResource says that the project ${projectArn} carries the tag ${protectTag}, so it is not torn down. Remove the tag (UntagResource) if that is meant, then ask again.`,
    );
  }
  return { found: true, project, models };
}

type OtherStep = Exclude<NextProjectStep, { step: 'end' | 'deleteProject' }>;

async function carryOut(next: OtherStep, state: ProjectState, project: ProjectDescription): Promise<void> {
  switch (next.step) {
    case 'askApproval':
      return state.approval.ask(durationMs(state.request.approval?.timeout ?? DEFAULT_APPROVAL_TIMEOUT), () =>
        state.enter('awaitingApproval', 'somebody to approve or reject the teardown of the whole project'),
      );
    case 'tearDownModels':
      state.enter('tearingDownModels', 'the teardowns of its models to end');
      return tearDownModels(childrenOf(state), next.models);
    case 'deleteDatasets':
      state.enter('deletingDatasets', 'AWS to delete the datasets');
      for (const { datasetArn } of next.datasets) {
        const answer = await deleteDataset(datasetArn);
        if (answer.accepted) state.addDataset(datasetArn);
        else return backOff(state, datasetArn, 'DeleteDataset', answer);
      }
      state.refusals = 0;
      return;
    case 'wait': {
      const phase = next.for === 'datasets' ? 'deletingDatasets' : 'deletingProject';
      const waitingFor =
        next.for === 'datasets' ? 'AWS to be done with the datasets' : 'AWS to be done with the project';
      state.enter(phase, waitingFor);
      await waitForProjectChange(project, waitingFor);
      return;
    }
    case 'refuse':
      throw failure(
        'UnexpectedStatus',
        `${next.what} of ${project.projectArn} is ${next.status}, for which no safe step is known, so nothing more was sent. Look at the project in the Rekognition console, or update rekognition-teardown.`,
      );
    default:
      return next satisfies never;
  }
}

function childrenOf(state: ProjectState): ModelChildren {
  const { request } = state;
  const { projectArn, maxParallel } = request;
  return {
    terms: request,
    maxParallel,
    projectOf: () => projectArn,
    setRow: (row) => state.setRow(row),
  };
}

/** The plan of each model, by a dry run of its own teardown. */
async function planModels(state: ProjectState, models: readonly ListedModel[]): Promise<void> {
  state.enter('tearingDownModels', 'the plans of its models');
  await tearDownModels(childrenOf(state), state.unplanned(models));
}

function resultOfPlan(state: ProjectState, { datasets }: ProjectDescription): ProjectResult {
  for (const { datasetArn } of datasets) state.addDataset(datasetArn);
  return state.result('planned');
}

async function sendDelete(state: ProjectState, scope: Interruptible): Promise<void> {
  const { projectArn } = state.request;
  throwIfCancelled(scope, 'DeleteProject was sent');
  state.enter('deletingProject', 'AWS to accept DeleteProject');
  state.deleteSent = true;
  const answer = await deleteProject(projectArn);
  if (answer.accepted) return;
  // It may have been the answer to a first call that was lost.
  const seen = await findProject({ projectArn });
  if (!seen.found || seen.project.status === 'DELETING') return;
  if (answer.repeated) state.mayHaveDeleted = true;
  state.deleteSent = false;
  await scope.untilCancelled(() => backOff(state, projectArn, 'DeleteProject', answer));
}

/** A refusal says nothing of what the project holds now: the next look does. Not at once, and each time later. */
async function backOff(
  state: ProjectState,
  arn: string,
  action: string,
  { because, message }: Exclude<Answer, { accepted: true }>,
): Promise<void> {
  // A read that is late may show for a while what is gone.
  if (because === 'notFound' && !patched('gone-and-shown')) return;
  if (because === 'invalid') {
    // The first time, a late read may hide the change that made it so.
    if (patched('ask-twice') ? state.calledInvalid === arn : state.refusals > 0) {
      throw failure(
        'InvalidRequest',
        `${action} of ${arn} was refused as invalid: "${message}". Look at the project in the Rekognition console before you ask again.`,
      );
    }
    state.calledInvalid = arn;
  }
  const seconds = backOffSeconds(state.refusals);
  state.refusals += 1;
  state.enter('backingOff', `AWS to allow what it refused ("${message}")`);
  await condition(() => false, seconds * 1000, { summary: `AWS says: ${message}`.slice(0, 120) });
}
