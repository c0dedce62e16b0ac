import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ModelRow } from '../../contract/project/result.js';
import type { SweepRequest } from '../../contract/sweep/request.js';
import type { SweepRow } from '../../contract/sweep/result.js';
import { withNews } from '../shared/news.js';
import { takeOfRun } from '../shared/lifecycle.js';
import { entered, iso, type RunAsk, type RunEvent } from '../shared/run-state.js';
import { NO_TROUBLE } from '../shared/trouble.js';
import { HOLDS_UP, RENEWS, type IsMended } from './patches.js';
import { isOld } from './selection-age.js';
import { byAge } from './selection.js';
import type { SweepAsk, SweepEvent, SweepMemory } from './state.js';

/** The most rows of selected models, and of kept models. Results and memories may have two megabytes, which is far more. */
const MOST_ROWS = 1000;

/** The memory once the workflow begins what comes next. */
export function beginOfSweep(
  { maxDeletes }: SweepRequest,
  memory: SweepMemory,
  ask: SweepAsk | RunAsk,
  now: number,
  isMended: IsMended = () => true,
): SweepMemory {
  switch (ask.ask) {
    case 'look': {
      const looking = memory.looked ? lookAgain(memory) : memory;
      const since = { ...looking, seenAt: looking.seenAt ?? now };
      return entered(since, 'looking', 'AWS to list the models', now);
    }
    case 'tearDown': {
      const changing = { ...memory, changed: true, heldUp: isHeldUp(memory, isMended) };
      return entered(changing, 'tearingDownModels', 'the teardowns of the models to end', now);
    }
    case 'backOff':
      return entered(memory, memory.phase, memory.backOff?.why ?? '', now);
    case 'awaitResume':
      return entered(memory, 'paused', 'the signal resume', now);
    case 'askApproval': {
      const asked: SweepMemory = { ...memory, approval: 'awaited', approvalUntil: ask.until };
      const models = memory.rows.filter(({ state }) => state === 'selected');
      const waitingFor = `somebody to approve or reject the teardown of ${models.length} models, which is more than maxDeletes (${maxDeletes})`;
      const waiting = entered(asked, 'awaitingApproval', waitingFor, now);
      return memory.approvalUntil === undefined
        ? withNews(waiting, { type: 'sweep.approvalNeeded', until: iso(ask.until), models }, now)
        : waiting;
    }
    default:
      return memory;
  }
}

/** A pause does not hold up teardowns that are joined after a reset, and what was selected beside them waits for both. */
function isHeldUp({ paused, heldUp, rows }: SweepMemory, isMended: IsMended): boolean | undefined {
  if (heldUp || !paused || !rows.some(({ state }) => state === 'selected')) return heldUp;
  return isMended(HOLDS_UP);
}

/** The memory after something has happened. */
export function takeOfSweep(
  memory: SweepMemory,
  it: SweepEvent | RunEvent,
  now: number,
  isMended: IsMended = () => true,
): SweepMemory {
  switch (it.event) {
    case 'seen':
      // What was seen before it may have changed since.
      if (isOld(memory.seenAt, it.listedAt) && isMended(RENEWS)) return startedAgain(memory);
      return isOld(it.listedAt, now) && isMended(RENEWS) ? memory : added(memory, it);
    case 'lookedAtAll':
      return ordered(memory);
    case 'row':
      return withRow(memory, it.row);
    case 'heldUp':
      return { ...memory, heldUp: true };
    case 'resumed':
      return lookAgain({ ...memory, heldUp: false });
    case 'woken':
      return lookAgainOnceApproved(takeOfRun(memory, it, now, (same) => same));
    default:
      return takeOfRun(memory, it, now, (same) => same);
  }
}

function added(
  memory: SweepMemory,
  { project, lookedAt, listedAt, rows }: Extract<SweepEvent, { event: 'seen' }>,
): SweepMemory {
  const { approved } = memory;
  const known = new Set(memory.rows.map(({ projectVersionArn }) => projectVersionArn));
  const isApproved = ({ state, projectVersionArn }: SweepRow) =>
    state !== 'selected' || approved === undefined || approved.includes(projectVersionArn);
  const after: SweepMemory = {
    ...memory,
    lookedIn: [...memory.lookedIn, project],
    lookedAt: memory.lookedAt + lookedAt,
    seenAt: Math.max(listedAt, memory.seenAt ?? 0),
    rows: [...memory.rows, ...rows.filter((row) => isApproved(row) && !known.has(row.projectVersionArn))],
    ...NO_TROUBLE,
  };
  // A run that continues as new before it has seen all models carries them.
  return after.rows.length > 4 * MOST_ROWS ? cut(after) : after;
}

/**
 * Returns the memory after all projects were listed: the oldest models come first, and the rest is left to the next
 * sweep.
 */
function ordered(memory: SweepMemory): SweepMemory {
  return { ...cut(memory), looked: true };
}

/** Returns the memory with as many rows as a result may have. */
function cut(memory: SweepMemory): SweepMemory {
  const oldestFirst = memory.rows.toSorted((a, b) => byAge(b, a));
  const selected = oldestFirst.filter(({ state }) => state === 'selected');
  const running = oldestFirst.filter(({ state }) => state === 'running');
  const others = oldestFirst.filter(({ state }) => state !== 'selected' && state !== 'running');
  const left = new Set(others.filter((row) => !isTornDown(row)).slice(0, MOST_ROWS));
  return {
    ...memory,
    rows: [
      ...running,
      ...selected.slice(0, MOST_ROWS),
      ...others.filter((row) => isTornDown(row) || left.has(row)),
    ],
    // The second time, only those are selected again that were not left.
    leftForNext:
      memory.leftForNext + (memory.approved === undefined ? Math.max(0, selected.length - MOST_ROWS) : 0),
  };
}

/** An approval may come days after the selection. */
function lookAgainOnceApproved(memory: SweepMemory): SweepMemory {
  return memory.approval === 'given' && memory.approved === undefined ? lookAgain(memory) : memory;
}

/** Starts the selection again, which may be days old: its models are torn down only if they are selected again. */
function lookAgain(memory: SweepMemory): SweepMemory {
  const selected = memory.rows.filter(({ state }) => state === 'selected');
  const approved = selected.map(({ projectVersionArn }) => projectVersionArn);
  return { ...unlooked(memory), approved, looked: false };
}

/** Starts a look again that has stood still. */
function startedAgain(memory: SweepMemory): SweepMemory {
  // What is left to the next sweep is counted only while nothing is approved.
  const leftForNext = memory.approved === undefined ? 0 : memory.leftForNext;
  return { ...unlooked(memory), leftForNext };
}

function unlooked(memory: SweepMemory): SweepMemory {
  const rows = memory.rows.filter(isTornDown);
  return { ...memory, rows, lookedIn: [], lookedAt: 0, seenAt: undefined };
}

/** Returns whether this sweep has waited for a teardown of the model, before a reset or since. */
export function isTornDown({ state }: SweepRow): boolean {
  return !['selected', 'keptNewest', 'keptBest', 'protected', 'inProgress'].includes(state);
}

function withRow(memory: SweepMemory, { projectVersionArn, state, failure }: ModelRow): SweepMemory {
  if (state === 'waiting') return memory;
  const isOthers = failure?.type === 'AlreadyInProgress';
  const change = isOthers ? ({ state: 'inProgress' } as const) : { state, ...omitUndefined({ failure }) };
  const rows = memory.rows.map((row) =>
    row.projectVersionArn === projectVersionArn ? { ...row, ...change } : row,
  );
  return { ...memory, rows };
}
