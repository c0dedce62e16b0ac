import type { Receiver, WorkerFacts } from '../../contract/activities.js';
import type { FailureType } from '../../contract/failures.js';
import type { Decision } from '../../contract/model/decision.js';
import type { RefusedSignal } from '../../contract/model/progress.js';
import type { Failed } from './failures.js';
import type { UnsentNews } from './news.js';
import type { Reminder } from './reminder-plan.js';
import type { CallInTrouble } from './trouble.js';

export type ApprovalState = 'notNeeded' | 'awaited' | 'given' | 'refused';

/**
 * The memory that every run has, of a model, a project or a sweep. It is plain data, and continue-as-new carries the whole of
 * it. Times that end in `At` or `Until` are epoch milliseconds; `startedAt` and `since` are ISO 8601 UTC, for people.
 */
export interface RunMemory<Phase extends string = string> {
  readonly startedAt: string;
  /** When the first run of the workflow began, before resets too. Undefined in runs of a model, and if an earlier version began it. */
  readonly firstStart?: number | undefined;
  /** A little before the server ends the run, if the starter set a time-out. */
  readonly expiresAt?: number | undefined;
  /** The run was asked to end. A continue-as-new does not carry the cancel itself, but it carries this. */
  readonly cancelled: boolean;
  /** The deadline has passed. */
  readonly late: boolean;
  /** The starter's own time-out is about to end the run. */
  readonly outOfTime?: boolean | undefined;
  /** The outcome or the failure, once the run has one. */
  readonly ended?: string | undefined;
  readonly phase: Phase;
  readonly since: string;
  readonly waitingFor: string;
  readonly nextLook?: string | undefined;
  readonly approval: ApprovalState;
  readonly approvalUntil?: number | undefined;
  readonly paused: boolean;
  /** Whether the parent of this run has passed that pause on. */
  readonly pausedByParent?: boolean | undefined;
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
  /** `why`: if it was not cancelled itself. */
  | { readonly ask: 'cancel'; readonly why?: string };

/** How a run ends without a result. */
export type AbruptEnd = Extract<RunAsk, { ask: 'fail' | 'cancel' }>;

/** Events of every kind of run. `woken`: a wait is over, because its time is up or somebody ended it. */
export type RunEvent =
  | { readonly event: 'woken' }
  | { readonly event: 'cancelled' }
  | { readonly event: 'late' }
  | ({ readonly event: 'failed' } & Failed);

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

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function isoIf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : iso(time);
}
