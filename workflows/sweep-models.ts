import { continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ListedModel } from '../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { durationMs } from '../contract/duration.js';
import { given } from '../contract/given.js';
import type { Tags } from '../contract/model.js';
import { parseSweepRequest, type SweepRequest, type SweepRequestInput } from '../contract/sweep-request.js';
import type { SweepResult, SweepRow } from '../contract/sweep-result.js';
import { handleApproval } from './approval.js';
import { failure } from './failures.js';
import { PROGRESS_DESCRIPTION, sweepProgressQuery } from './messages.js';
import { tearDownModels, type ModelChildren } from './model-children.js';
import { nextSweepStep } from './next-sweep-step.js';
import { listModels, readProjectTags } from './project-calls.js';
import { findTeardowns, listProjects, readModelTags } from './sweep-calls.js';
import { isLookedAt, selectModels, stateByTags, type SweptProject } from './sweep-selection.js';
import { SweepState, type SweepCarried } from './sweep-state.js';

/** Projects that are looked into at a time; AWS's quota sets the pace. */
const PROJECTS_AT_A_TIME = 5;
/** Teardowns that are waited for at a time. */
const MODELS_AT_A_TIME = 100;

/**
 * Tears down the models of an account and Region that the rules of the request select, each by a `teardownModel` of its
 * own. By default a dry run.
 *
 * @param input a request object; anything else fails the run with `InvalidRequest`
 * @param carried only a run that continues as new passes it
 * @throws ApplicationFailure of one of the contract's `FailureType`s, and of no other type
 */
export async function sweepModels(input: SweepRequestInput, carried?: SweepCarried): Promise<SweepResult> {
  const state = new SweepState(requestOf(input), carried);
  setHandler(sweepProgressQuery, () => state.progress(), { description: PROGRESS_DESCRIPTION });
  handleApproval(state);
  for (;;) {
    const next = nextSweepStep(state.facts());
    switch (next.step) {
      case 'end':
        return state.result(next.outcome);
      case 'look':
        await look(state);
        break;
      case 'askApproval':
        await askApproval(state);
        break;
      case 'tearDown':
        state.enter('tearingDownModels', 'the teardowns of the models to end');
        await tearDownModels(childrenOf(state), next.models);
        break;
      default:
        return next satisfies never;
    }
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof sweepModels>(input, state.carried());
    }
  }
}

function requestOf(input: unknown): SweepRequest {
  const parsed = parseSweepRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.request;
}

/** Looks into all projects, or into as many as the history of this run has room for. */
async function look(state: SweepState): Promise<void> {
  const { request } = state;
  const { accountId, region } = request;
  state.enter('looking', 'AWS to list the models');
  const place = { accountId, region };
  const [projects, running] = await Promise.all([listProjects(place), findTeardowns(place)]);
  const inProgress = new Set(running);
  const waiting = projects.filter(
    (project) => isLookedAt(project, request) && !state.hasLookedIn(project.projectArn),
  );
  const inTurn = async () => {
    while (!workflowInfo().continueAsNewSuggested) {
      const project = waiting.shift();
      if (project === undefined) return;
      await lookInto(state, project, inProgress);
    }
  };
  await Promise.all(Array.from({ length: PROJECTS_AT_A_TIME }, inTurn));
  if (waiting.length === 0) state.endLook();
}

async function lookInto(
  state: SweepState,
  { projectArn }: SweptProject,
  inProgress: ReadonlySet<ProjectVersionArn>,
): Promise<void> {
  const { request } = state;
  const models = await listModels(projectArn);
  const chosen = selectModels(models, request, { now: Date.now(), inProgress });
  const selected = chosen.filter((model) => model.state === 'selected');
  const arns = selected.map(({ projectVersionArn }) => projectVersionArn);
  const [modelTags, projectTags = {}] = await tagsOf(projectArn, arns);
  const rows = chosen.flatMap((model): SweepRow[] => {
    const decided =
      model.state === 'selected'
        ? stateByTags(request, modelTags[model.projectVersionArn], projectTags)
        : model.state;
    return decided ? [{ ...model, projectArn, state: decided }] : [];
  });
  state.add(projectArn, models.length, rows);
}

async function tagsOf(
  project: ProjectArn,
  models: readonly ProjectVersionArn[],
): Promise<readonly [Readonly<Record<string, Tags>>, (Tags | undefined)?]> {
  if (models.length === 0) return [{}];
  return Promise.all([readModelTags(models), readProjectTags(project)]);
}

async function askApproval(state: SweepState): Promise<void> {
  const { request, approval, models } = state;
  const selected = models.filter((row) => row.state === 'selected').length;
  await approval.ask(durationMs(request.approvalTimeout), () =>
    state.enter(
      'awaitingApproval',
      `somebody to approve or reject the teardown of ${selected} models, more than the ${request.maxDeletes} that go without`,
    ),
  );
  if (approval.state === 'given') state.lookAgain();
}

/** A model that is no longer in a status that was selected is left: by then, somebody uses it. */
function childrenOf(state: SweepState): ModelChildren<ListedModel & Pick<SweepRow, 'projectArn'>> {
  const { statuses = [], ifServing, gracePeriod, protectTag, requestedBy, reason } = state.request;
  const mayRun = statuses.some((status) => status === 'RUNNING' || status === 'STARTING');
  return {
    terms: {
      dryRun: false,
      ifRunning: mayRun ? 'stop' : 'fail',
      ifTraining: statuses.includes('TRAINING_IN_PROGRESS') ? 'wait' : 'fail',
      ifServing,
      protectTag,
      ...given({ gracePeriod, requestedBy, reason }),
    },
    maxParallel: MODELS_AT_A_TIME,
    // Otherwise this sweep would go on for as long as the grace period, and the ones after it would be skipped.
    abandon: gracePeriod !== undefined,
    projectOf: ({ projectArn }) => projectArn,
    setRow: (row) => state.setRow(row),
  };
}
