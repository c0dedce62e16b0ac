import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import type { ModelRow } from '../contract/project-result.js';
import { AT_REST, type SweepRequest } from '../contract/sweep-request.js';
import type {
  SweepOutcome,
  SweepPhase,
  SweepProgress,
  SweepResult,
  SweepRow,
} from '../contract/sweep-result.js';
import { withSuccessors } from './next-step.js';
import {
  approvalEnd,
  entered,
  firstOf,
  iso,
  newRunMemory,
  progressBase,
  resultBase,
  takeOfRun,
  type RunAsk,
  type RunEvent,
  type RunMemory,
} from './run-memory.js';
import { byAge, NEVER_STARTED } from './sweep-selection.js';

/** As many rows of what is selected, and of what is kept, as a result of two megabytes has room for by far. */
const MOST_ROWS = 1000;

/** Everything that a sweep remembers. Times are epoch milliseconds. */
export interface SweepMemory extends RunMemory<SweepPhase> {
  /** All projects were looked at, since the approval if there was one. */
  readonly looked: boolean;
  readonly lookedIn: readonly ProjectArn[];
  readonly lookedAt: number;
  readonly rows: readonly SweepRow[];
  readonly leftForNext: number;
  /** What somebody has approved: nothing else is torn down after that. */
  readonly approved?: readonly ProjectVersionArn[] | undefined;
}

export type SweepAsk =
  | { readonly ask: 'look' }
  | { readonly ask: 'tearDown'; readonly models: readonly SweepRow[] }
  | { readonly ask: 'askApproval'; readonly until: number }
  | { readonly ask: 'end'; readonly outcome: SweepOutcome };

export type SweepEvent =
  /** What a look into a project found. */
  | {
      readonly event: 'seen';
      readonly project: ProjectArn;
      readonly lookedAt: number;
      readonly rows: readonly SweepRow[];
    }
  | { readonly event: 'lookedAtAll' }
  | { readonly event: 'row'; readonly row: ModelRow };

export function newSweepMemory(now: number): SweepMemory {
  return {
    ...newRunMemory<SweepPhase>('looking', 'AWS to list the projects', 'notNeeded', now),
    looked: false,
    lookedIn: [],
    lookedAt: 0,
    rows: [],
    leftForNext: 0,
  };
}

/** What comes next. */
export function nextOfSweep(request: SweepRequest, memory: SweepMemory, now: number): SweepAsk | RunAsk {
  const { looked, approval, rows } = memory;
  const first = firstOf(memory, now, lateness(memory), true);
  if (first) return first;
  if (approval === 'refused') return { ask: 'end', outcome: 'rejected' };
  const asked = { ask: 'askApproval', until: approvalEnd(memory, request.approvalTimeout, now) } as const;
  if (approval === 'awaited') return asked;
  if (!looked) return { ask: 'look' };
  if (request.dryRun) return { ask: 'end', outcome: 'planned' };
  const models = rows.filter(({ state }) => state === 'selected');
  if (models.length === 0) {
    const isFailed = rows.some(({ state }) => state === 'failed' || state === 'cancelled');
    return { ask: 'end', outcome: isFailed ? 'incomplete' : 'swept' };
  }
  const tooMany = approval === 'notNeeded' && models.length > request.maxDeletes;
  return tooMany ? asked : { ask: 'tearDown', models };
}

function lateness({ waitingFor, expiresAt }: SweepMemory): string {
  return `The deadline (${iso(expiresAt ?? 0)}) passed while waiting for ${waitingFor}. Teardowns that were started go on, or are cancelled with this run if it waited for them. Sweep again to go on from here.`;
}

/** The memory once the workflow begins what comes next. */
export function beginOfSweep(
  { maxDeletes }: SweepRequest,
  memory: SweepMemory,
  ask: SweepAsk | RunAsk,
  now: number,
): SweepMemory {
  switch (ask.ask) {
    case 'look':
      return entered(memory, 'looking', 'AWS to list the models', now);
    case 'tearDown': {
      const changing = { ...memory, changed: true };
      return entered(changing, 'tearingDownModels', 'the teardowns of the models to end', now);
    }
    case 'backOff':
      return entered(memory, memory.phase, memory.backOff?.why ?? '', now);
    case 'askApproval': {
      const asked: SweepMemory = { ...memory, approval: 'awaited', approvalUntil: ask.until };
      const selected = memory.rows.filter(({ state }) => state === 'selected').length;
      const waitingFor = `somebody to approve or reject the teardown of ${selected} models, more than the ${maxDeletes} that go without`;
      return entered(asked, 'awaitingApproval', waitingFor, now);
    }
    default:
      return memory;
  }
}

/** The memory after something has happened. */
export function takeOfSweep(memory: SweepMemory, it: SweepEvent | RunEvent, now: number): SweepMemory {
  switch (it.event) {
    case 'seen':
      return added(memory, it);
    case 'lookedAtAll':
      return ordered(memory);
    case 'row':
      return withRow(memory, it.row);
    case 'woken':
      return lookAgainOnceApproved(takeOfRun(memory, it, now, (same) => same));
    default:
      return takeOfRun(memory, it, now, (same) => same);
  }
}

function added(
  memory: SweepMemory,
  { project, lookedAt, rows }: Extract<SweepEvent, { event: 'seen' }>,
): SweepMemory {
  const { approved } = memory;
  const isApproved = ({ state, projectVersionArn }: SweepRow) =>
    state !== 'selected' || approved === undefined || approved.includes(projectVersionArn);
  return {
    ...memory,
    lookedIn: [...memory.lookedIn, project],
    lookedAt: memory.lookedAt + lookedAt,
    rows: [...memory.rows, ...rows.filter(isApproved)],
    refusals: 0,
  };
}

/** Once all projects are looked at: the oldest go first, and the others are the next sweep's. */
function ordered(memory: SweepMemory): SweepMemory {
  const oldestFirst = memory.rows.toSorted((a, b) => byAge(b, a));
  const selected = oldestFirst.filter(({ state }) => state === 'selected');
  const others = oldestFirst.filter(({ state }) => state !== 'selected');
  return {
    ...memory,
    rows: [...selected.slice(0, MOST_ROWS), ...others.slice(0, MOST_ROWS)],
    leftForNext: Math.max(0, selected.length - MOST_ROWS),
    looked: true,
  };
}

/** Days may lie between a look and its approval: what was approved is torn down only if it is selected afresh. */
function lookAgainOnceApproved(memory: SweepMemory): SweepMemory {
  if (memory.approval !== 'given' || memory.approved !== undefined) return memory;
  const selected = memory.rows.filter(({ state }) => state === 'selected');
  const approved = selected.map(({ projectVersionArn }) => projectVersionArn);
  return { ...memory, approved, rows: [], lookedIn: [], lookedAt: 0, looked: false };
}

function withRow(memory: SweepMemory, { projectVersionArn, state, failure }: ModelRow): SweepMemory {
  if (state === 'waiting') return memory;
  const isOthers = failure?.type === 'AlreadyInProgress';
  const change = isOthers ? ({ state: 'inProgress' } as const) : { state, ...given({ failure }) };
  const rows = memory.rows.map((row) =>
    row.projectVersionArn === projectVersionArn ? { ...row, ...change } : row,
  );
  return { ...memory, rows };
}

/** The statuses that a model is torn down in, which are those that it was selected in: in another, somebody uses it. */
export function selectedIn({ statuses, neverStarted }: SweepRequest): string[] {
  const selected: readonly string[] = statuses ?? AT_REST;
  return withSuccessors(
    neverStarted ? selected.filter((status) => NEVER_STARTED.includes(status)) : selected,
  );
}

export function progressOfSweep(request: SweepRequest, memory: SweepMemory): SweepProgress {
  const { accountId, region } = request;
  const { lookedAt, rows, leftForNext } = memory;
  return { ...progressBase(request, memory), accountId, region, lookedAt, models: rows, leftForNext };
}

export function resultOfSweep(
  request: SweepRequest,
  memory: SweepMemory,
  outcome: SweepOutcome,
  now: number,
): SweepResult {
  const { accountId, region } = request;
  const { lookedAt, rows, leftForNext } = memory;
  const base = resultBase(request, memory, outcome, now);
  return { ...base, accountId, region, lookedAt, models: rows, leftForNext };
}
