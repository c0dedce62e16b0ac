import type { Receiver, WorkerFacts } from '../../contract/activities.js';
import { durationMs, type Duration } from '../../contract/duration.js';
import { isFailureType, type FailureType } from '../../contract/failures.js';
import type { Decision, DecisionInput } from '../../contract/model/decision.js';
import type { RefusedSignal } from '../../contract/model/progress.js';
import { troubleOf } from '../../contract/trouble.js';
import { addBounded } from './bounded-log.js';
import type { Failed } from './failures.js';
import type { UnsentNews } from './news.js';
import type { Reminder } from './reminder-plan.js';
import { backedOff, failedForMinutes, type CallInTrouble } from './trouble.js';

// With the longest notes, a quarter of a megabyte.
const MOST_DECISIONS = 200;

export type ApprovalState = 'notNeeded' | 'awaited' | 'given' | 'refused';

/**
 * The memory that every run has, of a model, a project or a sweep. It is plain data, and continue-as-new carries the whole of
 * it. Times that end in `At` or `Until` are epoch milliseconds; `startedAt` and `since` are ISO 8601 UTC, for people.
 */
export interface RunMemory<Phase extends string = string> {
  readonly startedAt: string;
  /** A little before the server ends the run, if the starter set a time-out. */
  readonly expiresAt?: number | undefined;
  /** The run was asked to end. A continue-as-new does not carry the cancel itself, but it carries this. */
  readonly cancelled: boolean;
  /** The deadline has passed. */
  readonly late: boolean;
  /** The outcome or the failure, once the run has one. */
  readonly ended?: string | undefined;
  readonly phase: Phase;
  readonly since: string;
  readonly waitingFor: string;
  readonly nextLook?: string | undefined;
  readonly approval: ApprovalState;
  readonly approvalUntil?: number | undefined;
  readonly paused: boolean;
  readonly decisions: readonly Decision[];
  readonly refusedSignal?: RefusedSignal | undefined;
  /** Calls in a row that AWS refused; each is answered by a longer wait. */
  readonly refusals: number;
  /** The last of them. */
  readonly trouble?: CallInTrouble | undefined;
  /** The change that AWS last called invalid, though nothing that was seen explains it. */
  readonly calledInvalid?: string | undefined;
  /** The end of the current back-off, and its reason. */
  readonly backOff?: { readonly until: number; readonly why: string } | undefined;
  /** Something was changed, or may have been: from now on no denial ends the run. */
  readonly changed: boolean;
  /** Whether the namespace has the search attributes of runs. */
  readonly searchable?: boolean | undefined;
  /** The receiver of the worker's events, as the last look returned it. Undefined: not known yet. */
  readonly receiver?: Receiver | undefined;
  /** What is to be sent to it. */
  readonly news: readonly UnsentNews[];
  /** The reminders of the current time limits. */
  readonly reminders: readonly Reminder[];
  /** The failure that ends the run. */
  readonly failure?: { readonly type: FailureType; readonly message: string } | undefined;
}

/** Actions of every kind of run. */
export type RunAsk =
  | { readonly ask: 'backOff'; readonly until: number }
  | { readonly ask: 'fail'; readonly type: FailureType; readonly message: string }
  | { readonly ask: 'cancel' };

/** Events of every kind of run. `woken`: a wait is over, because its time is up or somebody ended it. */
export type RunEvent =
  | { readonly event: 'woken' }
  | { readonly event: 'cancelled' }
  | { readonly event: 'late' }
  | ({ readonly event: 'failed' } & Failed);

/** Life of a run. It accepts decisions while active. When it is cancelled or late, it finishes what it must, and ends. */
export type Life = 'active' | 'ending' | 'ended';

export function lifeOf({ ended, cancelled, late }: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): Life {
  if (ended !== undefined) return 'ended';
  return cancelled || late ? 'ending' : 'active';
}

/** Returns why the run accepts no decision in its current life stage, or undefined if it does. */
export function notActive(memory: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): string | undefined {
  const life = lifeOf(memory);
  switch (life) {
    case 'active':
      return undefined;
    case 'ending':
      return memory.cancelled
        ? 'This run was cancelled and is closing.'
        : 'This run has passed its deadline and is closing.';
    case 'ended':
      return 'This run has ended.';
    default:
      return life satisfies never;
  }
}

export function newRunMemory<Phase extends string>(
  phase: Phase,
  waitingFor: string,
  approval: ApprovalState,
  now: number,
): RunMemory<Phase> {
  const startedAt = iso(now);
  const shown = { startedAt, since: startedAt, phase, waitingFor, approval };
  return {
    ...shown,
    cancelled: false,
    late: false,
    paused: false,
    decisions: [],
    refusals: 0,
    changed: false,
    news: [],
    reminders: [],
  };
}

/** Returns the memory with what a worker knows and the workflow can't look up. */
export function informed<M extends RunMemory>(
  memory: M,
  { searchable = false, receiver = memory.receiver }: Partial<WorkerFacts>,
): M {
  return { ...memory, searchable: memory.searchable === true || searchable, receiver };
}

/**
 * Returns the action that comes before all others, if there is one.
 *
 * @param lateness the message for a deadline that has passed; undefined if the deadline does not count now
 * @param obeysCancel whether nothing is under way that must be finished first
 */
export function firstOf(
  { failure, late, cancelled, backOff }: RunMemory,
  now: number,
  lateness: string | undefined,
  obeysCancel: boolean,
): RunAsk | undefined {
  if (failure) return { ask: 'fail', ...failure };
  if (late && lateness !== undefined) return { ask: 'fail', type: 'DeadlineExceeded', message: lateness };
  if (cancelled && obeysCancel) return { ask: 'cancel' };
  return backOff && now < backOff.until ? { ask: 'backOff', until: backOff.until } : undefined;
}

/** Returns the memory after an event that can happen to any run. `forget` removes the latest observation. */
export function takeOfRun<M extends RunMemory>(
  memory: M,
  it: RunEvent,
  now: number,
  forget: (memory: M) => M,
): M {
  switch (it.event) {
    case 'woken':
      return approvalTimed({ ...forget(memory), backOff: undefined }, now);
    case 'cancelled':
      return { ...memory, cancelled: true };
    case 'late':
      return { ...memory, late: true };
    case 'failed': {
      // Before the first change, a failure is final. After that, it is retried visibly.
      const { type, message, action } = it;
      return isFailureType(type) && !memory.changed
        ? { ...memory, failure: { type, message } }
        : backedOff(
            failedForMinutes(forget(memory)),
            `AWS to answer again ("${message}")`,
            { action, reason: troubleOf(type) },
            now,
          );
    }
    default:
      return it satisfies never;
  }
}

export function inSeconds(ms: number): string {
  return `in ${Math.max(1, Math.round(ms / 1000))} s`;
}

/** Returns the memory in another phase, or in the same phase with another `waitingFor`. */
export function entered<M extends RunMemory>(
  memory: M,
  phase: M['phase'],
  waitingFor: string,
  now: number,
  nextLook?: string,
): M {
  const since = phase === memory.phase ? memory.since : iso(now);
  return { ...memory, phase, since, waitingFor, nextLook };
}

export function recorded<M extends RunMemory>(memory: M, decision: Omit<Decision, 'at'>, now: number): M {
  return {
    ...memory,
    decisions: addBounded(memory.decisions, { at: iso(now), ...decision }, MOST_DECISIONS),
  };
}

/** Returns the memory after an approval or rejection. */
export function judged<M extends RunMemory>(
  memory: M,
  decision: 'approve' | 'reject',
  input: DecisionInput,
  now: number,
): M {
  const approval = decision === 'approve' ? 'given' : 'refused';
  return recorded({ ...memory, approval }, { decision, ...input }, now);
}

/** Returns the memory after the signal `pause` or `resume`. */
export function pausedOr<M extends RunMemory>(
  memory: M,
  paused: boolean,
  input: Partial<DecisionInput>,
  now: number,
): M {
  if (paused === memory.paused) return memory;
  return recorded({ ...memory, paused }, { decision: paused ? 'pause' : 'resume', ...input }, now);
}

/** Returns the memory after the approval timeout, if it has passed. An approval at the same moment counts. */
function approvalTimed<M extends RunMemory>(memory: M, now: number): M {
  const { approval, approvalUntil = Infinity } = memory;
  if (approval !== 'awaited' || now < approvalUntil) return memory;
  return recorded({ ...memory, approval: 'refused' }, { decision: 'approvalTimedOut' }, now);
}

/** Returns when the approval times out. The time is fixed once approval was requested. */
export function approvalEnd({ approvalUntil }: RunMemory, timeout: Duration, now: number): number {
  return approvalUntil ?? now + durationMs(timeout);
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function isoIf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : iso(time);
}
