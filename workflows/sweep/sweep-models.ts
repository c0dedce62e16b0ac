import { continueAsNew, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { ListedModel } from '../../contract/activities.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import {
  parseSweepRequest,
  type SweepRequest,
  type SweepRequestInput,
} from '../../contract/sweep/request.js';
import type { SweepProgress, SweepResult, SweepRow } from '../../contract/sweep/result.js';
import type { SweepModels } from '../../contract/workflows.js';
import { ask } from '../shared/call-activity.js';
import { approvalOf } from '../shared/decision-handlers.js';
import { lastResume } from '../shared/decision-memory.js';
import { failure } from '../shared/failures.js';
import { sweepProgressQuery } from '../shared/messages.js';
import { limitsOfRun } from '../shared/reminder-plan.js';
import type { Body, Core, Run } from '../shared/run-core.js';
import { firstStart } from '../shared/after-reset.js';
import { carryOut } from '../shared/run-loop.js';
import { endsAtOnce } from '../shared/rejection.js';
import { informed, type RunEvent } from '../shared/run-state.js';
import { signalModels } from '../shared/signal-models.js';
import { tearDownModels, type ModelChildren } from '../shared/tear-down-models.js';
import { untilAllEnd } from '../shared/until-all-end.js';
import { startOf } from '../shared/workflow-timeout.js';
import { beginOfSweep, takeOfSweep } from './apply-event.js';
import { cancelJoinable, endIfBegun, joinable } from './before-reset.js';
import { sweepDetails } from './details.js';
import { lookInto } from './look-into-project.js';
import { canBeRejected, nextOfSweep } from './next-action.js';
import { RENEWS } from './patches.js';
import { isOld } from './selection-age.js';
import { isLookedAt, selectedIn } from './selection.js';
import {
  newsOfEnd,
  newSweepMemory,
  progressOfSweep,
  resultOfSweep,
  type SweepAsk,
  type SweepEvent,
  type SweepMemory,
} from './state.js';

interface Sweep {
  memory: SweepMemory;
  ask: SweepAsk;
  event: SweepEvent;
  progress: SweepProgress;
  result: SweepResult;
}

const SELECTS_AGAIN = 'selects-again-after-a-pause';
const ENDS_LOOK = 'ends-a-look-that-has-failed';

/** Projects to list at a time. The AWS quota sets the pace. */
const PROJECTS_AT_A_TIME = 5;
/** Teardowns to wait for at a time. */
const MODELS_AT_A_TIME = 100;

/**
 * Tears down the models of an account and Region that the rules of the request select, each by its own `teardownModel`
 * run. Dry run by default.
 *
 * @param input a request object; anything else fails the run with `InvalidRequest`
 * @param carried only a run that continues as new passes it
 * @throws ApplicationFailure of one of the contract's `FailureType`s, and of no other type
 */
export async function sweepModels(
  input: SweepRequestInput,
  carried?: Partial<SweepMemory>,
): Promise<SweepResult> {
  const request = requestOf(input);
  const begun = { ...newSweepMemory(Date.now()), ...startOf(request), firstStart: firstStart() };
  return carryOut(coreOf(request), { ...begun, ...carried }, bodyOf(request));
}

function requestOf(input: unknown): SweepRequest {
  const parsed = parseSweepRequest(input);
  if (!parsed.ok) throw failure('InvalidRequest', `${parsed.problem} No request was sent.`);
  return parsed.request;
}

function coreOf(request: SweepRequest): Core<Sweep> {
  const { accountId, region } = request;
  const approvals = approvalOf<SweepMemory>(`the sweep of account ${accountId} in ${region}`, request);
  return {
    next: (memory, now) => nextOfSweep(request, memory, now, patched),
    begin: (memory, asked, now) => beginOfSweep(request, memory, asked, now, patched),
    take: (memory, event, now) => takeOfSweep(memory, event, now, patched),
    interrupts: ({ cancelled, late, approval }, { ask: doing }) =>
      cancelled || late || (doing === 'look' && approval === 'refused' && endsAtOnce()),
    interrupted: () => ({ event: 'woken' }),
    terms: request,
    progressOf: (memory) => progressOfSweep(request, memory),
    detailsOf: sweepDetails,
    progressQuery: sweepProgressQuery,
    searched: request,
    resultOf: (memory, asked, now) =>
      asked.ask === 'end' ? resultOfSweep(request, memory, asked.outcome, now) : undefined,
    eventSubject: { accountId, region },
    limitsOf: (memory) => limitsOfRun('sweep', request, memory),
    newsOfEnd,
    decisions: {
      ...approvals,
      canBeKept: (memory, decision) =>
        approvals.canBeKept(memory, decision) || (decision === 'reject' && canBeRejected(request, memory)),
    },
  };
}

function bodyOf(request: SweepRequest): Body<Sweep> {
  return {
    perform: (run, asked) => perform(request, run, asked),
    signalled(run, signal, input) {
      // Places that wait for their models see no pause that ends before.
      const isHeldUp = signal === 'pause' && run.memory.phase === 'tearingDownModels';
      if (isHeldUp && patched(SELECTS_AGAIN)) run.take({ event: 'heldUp' });
      signalModels(run, signal, input);
    },
    breaksOff: ({ memory }) => cancelJoinable(request, memory),
    rejected: ({ memory }) => endIfBegun(request, memory),
    continueAsNew: (memory) => continueAsNew<SweepModels<SweepMemory>>(request, memory),
  };
}

async function perform(
  request: SweepRequest,
  run: Run<Sweep>,
  asked: SweepAsk,
): Promise<SweepEvent | RunEvent> {
  switch (asked.ask) {
    case 'look':
      return look(request, run);
    case 'awaitResume':
      if (run.memory.paused) await run.until(Infinity, run.memory.waitingFor);
      return !run.memory.paused && patched(SELECTS_AGAIN) ? { event: 'resumed' } : { event: 'woken' };
    case 'askApproval':
      await run.until(asked.until, run.memory.waitingFor);
      return { event: 'woken' };
    case 'tearDown':
      await tearDownModels({ ...childrenOf(request, run), areRunning: asked.areRunning }, asked.models);
      return { event: 'woken' };
    case 'end':
      throw new Error('The run has ended.');
    default:
      return asked satisfies never;
  }
}

/** Lists the models of all projects, or of as many as fit in the history of this run. */
async function look(request: SweepRequest, run: Run<Sweep>): Promise<SweepEvent | RunEvent> {
  const { accountId, region } = request;
  const place = { accountId, region };
  const [{ projects, ...facts }, running] = await Promise.all([
    ask('listProjects', 'List the projects', place),
    ask('findTeardowns', 'List running teardowns', { ...place, digests: true }),
  ]);
  run.change(informed(run.memory, facts));
  const own = await joinable(request, run.memory);
  const open = { inProgress: new Set(running), own };
  const left = () => {
    const seen = new Set(run.memory.lookedIn);
    return projects.filter((it) => isLookedAt(it, request) && !seen.has(it.projectArn));
  };
  const waiting = left();
  let isOver = false;
  const inTurn = async () => {
    while (!workflowInfo().continueAsNewSuggested && !isOver) {
      const project = waiting.shift();
      if (project === undefined) return;
      const seen = await lookInto(request, project, open);
      if (isOver) return;
      run.take(seen);
      // It starts again, and what this one knows of running teardowns is as old as the rest.
      isOver = run.memory.seenAt === undefined;
    }
  };
  await untilAllEnd(Array.from({ length: PROJECTS_AT_A_TIME }, inTurn), (error) => {
    if (!isCancellation(error) && !patched(ENDS_LOOK)) return false;
    waiting.length = 0;
    return true;
  });
  return left().length === 0 ? { event: 'lookedAtAll' } : { event: 'woken' };
}

function childrenOf(
  request: SweepRequest,
  run: Run<Sweep>,
): ModelChildren<ListedModel & Pick<SweepRow, 'projectArn'>> {
  const { statuses = [], ifServing, gracePeriod, protectTag, requestedBy, reason } = request;
  const mayRun = statuses.some((status) => status === 'RUNNING' || status === 'STARTING');
  return {
    terms: {
      dryRun: false,
      ifRunning: mayRun ? 'stop' : 'fail',
      ifTraining: statuses.includes('TRAINING_IN_PROGRESS') ? 'wait' : 'fail',
      ifServing,
      protectTag,
      ...omitUndefined({ gracePeriod, requestedBy, reason }),
    },
    searchable: run.memory.searchable,
    selectedIn: selectedIn(request),
    maxParallel: MODELS_AT_A_TIME,
    isPaused: () => run.memory.paused,
    lastResume: () => lastResume(run.memory),
    isLate: () => run.memory.late,
    givesUp: () => run.memory.heldUp === true || (isOld(run.memory.seenAt, Date.now()) && patched(RENEWS)),
    // Otherwise this sweep would last as long as the grace period, and later sweeps would be skipped.
    abandon: gracePeriod !== undefined,
    // Those of an earlier sweep with this workflow ID continue without it.
    ownSince: run.memory.firstStart,
    projectOf: ({ projectArn }) => projectArn,
    setRow: (row) => run.take({ event: 'row', row }),
  };
}
