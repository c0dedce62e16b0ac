import { continueAsNew, patched } from '@temporalio/workflow';
import type { Answer, ListedModel } from '../../contract/activities.js';
import { parseProjectArn, type ProjectVersionArn } from '../../contract/arn.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ModelRow, ProjectProgress, ProjectResult } from '../../contract/project/result.js';
import type { TeardownProject } from '../../contract/workflows.js';
import { ask, change } from '../shared/call-activity.js';
import { approvalOf } from '../shared/decision-handlers.js';
import { lastResume } from '../shared/decision-memory.js';
import { projectProgressQuery } from '../shared/messages.js';
import { cancelStartedBefore, startedBefore } from '../shared/joining.js';
import { countUndone } from '../shared/metrics.js';
import { Polling } from '../shared/polling.js';
import { limitsOfRun } from '../shared/reminder-plan.js';
import type { Body, Core, Run } from '../shared/run-core.js';
import { firstStart } from '../shared/after-reset.js';
import { carryOut } from '../shared/run-loop.js';
import { endOfRejected, endsAtOnce } from '../shared/rejection.js';
import { informed, type RunEvent } from '../shared/run-state.js';
import { signalModels } from '../shared/signal-models.js';
import { tearDownModels } from '../shared/tear-down-models.js';
import { startOf } from '../shared/workflow-timeout.js';
import { beginOfProject, takeOfProject } from './apply-event.js';
import { projectDetails } from './details.js';
import { interruptsProject, nextOfProject } from './next-action.js';
import { AWAITS_CHANGED } from './patches.js';
import {
  newProjectMemory,
  newsOfEnd,
  progressOfProject,
  resultOfProject,
  type LocatedRequest,
  type ProjectAsk,
  type ProjectEvent,
  type ProjectMemory,
} from './state.js';

interface Project {
  memory: ProjectMemory;
  ask: ProjectAsk;
  event: ProjectEvent;
  progress: ProjectProgress;
  result: ProjectResult;
}

/** Runs the teardown under its canonical workflow ID. */
export function tearDownProject(
  request: LocatedRequest,
  carried?: Partial<ProjectMemory>,
): Promise<ProjectResult> {
  const begun = { ...newProjectMemory(request, Date.now()), ...startOf(request), firstStart: firstStart() };
  return carryOut(coreOf(request), { ...begun, ...carried }, bodyOf(request));
}

function coreOf(request: LocatedRequest): Core<Project> {
  return {
    next: (memory, now) => nextOfProject(request, memory, now, () => patched(AWAITS_CHANGED), endsAtOnce),
    begin: beginOfProject,
    take: (memory, event, now) => takeOfProject(request, memory, event, now, patched),
    interrupts: (memory, asked) => interruptsProject(request, memory, asked, endsAtOnce),
    interrupted: (asked, isUnsent) =>
      asked.ask === 'send'
        ? { event: 'answer', arn: asked.arn, answer: isUnsent ? 'unsent' : 'none' }
        : { event: 'woken' },
    terms: request,
    progressOf: (memory) => progressOfProject(request, memory),
    detailsOf: projectDetails,
    progressQuery: projectProgressQuery,
    searched: request,
    resultOf: (memory, asked, now) =>
      asked.ask === 'end' ? resultOfProject(request, memory, asked.outcome, now) : undefined,
    eventSubject: { projectArn: request.projectArn },
    limitsOf: (memory) => limitsOfRun('project', request, memory),
    newsOfEnd,
    decisions: approvalOf(request.projectArn, request),
  };
}

function bodyOf(request: LocatedRequest): Body<Project> {
  return {
    perform: (run, asked) => perform(request, run, asked),
    signalled: signalModels,
    breaksOff: async ({ memory: { firstStart: since } }) => {
      const place = parseProjectArn(request.projectArn);
      if (place && !request.dryRun) await cancelStartedBefore(place, since);
    },
    async rejected({ memory }) {
      const place = parseProjectArn(request.projectArn);
      return place && endOfRejected(place, memory, false);
    },
    changed: (run, before) => {
      if (run.memory.undone > before.undone) countUndone();
    },
    continueAsNew: (memory) =>
      continueAsNew<TeardownProject<ProjectMemory>>(request, { ...memory, seen: undefined }),
  };
}

async function perform(
  request: LocatedRequest,
  run: Run<Project>,
  asked: ProjectAsk,
): Promise<ProjectEvent | RunEvent> {
  switch (asked.ask) {
    case 'look':
      run.looks();
      return look(request, run, asked.at);
    case 'send':
      return { event: 'answer', arn: asked.arn, answer: await send(request, asked, run.memory) };
    case 'wait':
      await wait(run, asked);
      return { event: 'woken' };
    case 'pause':
      await run.until(asked.until ?? Infinity, run.memory.waitingFor);
      return { event: 'woken' };
    case 'tearDownModels': {
      const { projectArn, maxParallel } = request;
      const setRow = (row: ModelRow) => run.take({ event: 'row', row });
      await tearDownModels(
        {
          terms: request,
          searchable: run.memory.searchable,
          maxParallel,
          areRunning: asked.areRunning,
          isPaused: () => run.memory.paused,
          lastResume: () => lastResume(run.memory),
          isLate: () => run.memory.late,
          projectOf: () => projectArn,
          setRow,
        },
        asked.models,
      );
      return { event: 'woken' };
    }
    case 'end':
      throw new Error('The run has ended.');
    default:
      return asked satisfies never;
  }
}

/** Describes the project, its tags and its models. */
async function look(
  { projectArn }: LocatedRequest,
  run: Run<Project>,
  askedAt: number,
): Promise<ProjectEvent> {
  const sighting = await ask('findProject', 'Describe the project', { projectArn });
  run.change(informed(run.memory, sighting));
  if (!sighting.found) return { event: 'gone' };
  const [models, tags] = await Promise.all([
    ask('listModels', 'List the models', projectArn),
    ask('readProjectTags', 'Tags of the project', projectArn),
  ]);
  const { project, readAt } = sighting;
  const started = await startedOf(projectArn, models, run.memory);
  return { event: 'seen', listing: { project, models, startedBefore: started }, tags, askedAt, readAt };
}

async function startedOf(
  projectArn: LocatedRequest['projectArn'],
  models: readonly ListedModel[],
  { firstStart: since }: ProjectMemory,
): Promise<readonly ProjectVersionArn[]> {
  const place = parseProjectArn(projectArn);
  return models.length === 0 || place === undefined ? [] : [...(await startedBefore(place, since))];
}

function send(
  { projectArn }: LocatedRequest,
  { call, arn }: Extract<ProjectAsk, { ask: 'send' }>,
  { readAt }: ProjectMemory,
): Promise<Answer> {
  const basis = omitUndefined({ readAt });
  return call === 'DeleteProject'
    ? change('deleteProject', 'Delete the project', projectArn, basis)
    : change('deleteDataset', `Delete the dataset ${arn.split('/').slice(-2).join('/')}`, arn, basis);
}

/** Waits until the project or one of its datasets has changed, or until it should have. */
async function wait(
  run: Run<Project>,
  { project, until }: Extract<ProjectAsk, { ask: 'wait' }>,
): Promise<void> {
  const summary = `Wait for ${run.memory.waitingFor}`;
  const polling = new Polling(() => ask('waitForProjectChange', summary, { project }));
  try {
    await run.until(until ?? Infinity, 'Check whether AWS undid the deletion', () => polling.ended);
    if (polling.ended) void polling.result;
  } finally {
    polling.cancel();
  }
}
