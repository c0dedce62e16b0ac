import type { Decision, DecisionInput } from '../contract/decision.js';
import { durationMs, type Duration } from '../contract/duration.js';
import { given } from '../contract/given.js';
import type { RefusedSignal } from '../contract/progress.js';
import { isFailureType, type FailureType } from '../contract/failures.js';
import { backOffSeconds } from './back-off.js';
import { addBounded } from './bounded-log.js';
import type { Failed } from './failures.js';

// With the longest notes, a quarter of a megabyte.
const MOST_DECISIONS = 200;
const LONGEST_MARGIN_MS = 30_000;

export type ApprovalState = 'notNeeded' | 'awaited' | 'given' | 'refused';

/**
 * What every run remembers, of a model, a project or a sweep. It is plain data, and continue-as-new carries the whole of
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
  readonly decisions: readonly Decision[];
  readonly refusedSignal?: RefusedSignal | undefined;
  /** Calls in a row that AWS refused; each is answered by a longer wait. */
  readonly refusals: number;
  /** The change that AWS last called invalid, though nothing that was seen explains it. */
  readonly calledInvalid?: string | undefined;
  /** Until when nothing is asked, and why. */
  readonly backOff?: { readonly until: number; readonly why: string } | undefined;
  /** Something was changed, or may have been: from now on no denial ends the run. */
  readonly changed: boolean;
  /** What ends the run. */
  readonly failure?: { readonly type: FailureType; readonly message: string } | undefined;
}

/** What any core may ask for. */
export type RunAsk =
  | { readonly ask: 'backOff'; readonly until: number }
  | { readonly ask: 'fail'; readonly type: FailureType; readonly message: string }
  | { readonly ask: 'cancel' };

/** What can happen to any run. `woken`: a wait is over, because its time is up or somebody ended it. */
export type RunEvent =
  | { readonly event: 'woken' }
  | { readonly event: 'cancelled' }
  | { readonly event: 'late' }
  | ({ readonly event: 'failed' } & Failed);

/** A run accepts decisions while it is active. A cancel or a deadline makes it end; what it must finish first, it does. */
export type Life = 'active' | 'ending' | 'ended';

export function lifeOf({ ended, cancelled, late }: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): Life {
  if (ended !== undefined) return 'ended';
  return cancelled || late ? 'ending' : 'active';
}

/** Why this stage of the run's life accepts no decision; undefined if it does. */
export function notActive(memory: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): string | undefined {
  const life = lifeOf(memory);
  switch (life) {
    case 'active':
      return undefined;
    case 'ending':
      return memory.cancelled
        ? 'This run was cancelled and is ending.'
        : 'The deadline of this run has passed and it is ending.';
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
  const told = { startedAt, since: startedAt, phase, waitingFor, approval };
  return { ...told, cancelled: false, late: false, decisions: [], refusals: 0, changed: false };
}

/**
 * What comes before all else. `late`: the words for a deadline that has passed, or nothing if it does not count.
 * `obeysCancel`: nothing that must be finished first is under way.
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

/** The memory after what can happen to any run, to which `forget` makes a fresh look due. */
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
      // Before anything was changed a failure is final. After that it is waited out, so that people see it.
      const { type, message } = it;
      return isFailureType(type) && !memory.changed
        ? { ...memory, failure: { type, message } }
        : backedOff(forget(memory), `AWS to answer again ("${message}")`, now);
    }
    default:
      return it satisfies never;
  }
}

/** The memory with a wait before anything is asked again, each longer than the one before. */
export function backedOff<M extends RunMemory>(memory: M, why: string, now: number): M {
  const until = now + backOffSeconds(memory.refusals) * 1000;
  return { ...memory, refusals: memory.refusals + 1, backOff: { until, why } };
}

export function inSeconds(ms: number): string {
  return `in ${Math.max(1, Math.round(ms / 1000))} s`;
}

/** The memory in another phase, or in the same one with other words. */
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

/** The memory after somebody approved or rejected. */
export function judged<M extends RunMemory>(
  memory: M,
  decision: 'approve' | 'reject',
  input: DecisionInput,
  now: number,
): M {
  const approval = decision === 'approve' ? 'given' : 'refused';
  return recorded({ ...memory, approval }, { decision, ...input }, now);
}

/** The memory once the approval's time is up, if it is. An approval that came in the same instant counts. */
function approvalTimed<M extends RunMemory>(memory: M, now: number): M {
  const { approval, approvalUntil = Infinity } = memory;
  if (approval !== 'awaited' || now < approvalUntil) return memory;
  return recorded({ ...memory, approval: 'refused' }, { decision: 'approvalTimedOut' }, now);
}

/** What the progress of any run says. */
export function progressBase<M extends RunMemory>({ dryRun, requestedBy, reason }: Terms, memory: M) {
  const phase: M['phase'] = memory.phase;
  const { since, waitingFor, nextLook, decisions, refusedSignal, startedAt } = memory;
  const approvalEndsAt = memory.approval === 'awaited' ? isoIf(memory.approvalUntil) : undefined;
  const optional = { nextLook, refusedSignal, approvalEndsAt, requestedBy, reason };
  return { phase, since, waitingFor, dryRun, decisions, startedAt, ...given(optional) };
}

/** What the result of any run says. */
export function resultBase<Outcome>(
  { requestedBy, reason }: Omit<Terms, 'dryRun'>,
  { startedAt, decisions }: RunMemory,
  outcome: Outcome,
  now: number,
) {
  const optional = { requestedBy, reason, decisions: decisions.length > 0 ? decisions : undefined };
  return { outcome, startedAt, finishedAt: iso(now), ...given(optional) };
}

interface Terms {
  readonly dryRun: boolean;
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** Until when an approval is awaited. Once it was asked for, it is not asked for anew. */
export function approvalEnd({ approvalUntil }: RunMemory, timeout: Duration, now: number): number {
  return approvalUntil ?? now + durationMs(timeout);
}

/**
 * When a run must have ended by its starter's own time-out. It ends a little earlier by itself, with a reason, since the
 * server gives none.
 */
export function expiryOf(startedMs: number, endsMs: number | undefined): number | undefined {
  if (endsMs === undefined) return undefined;
  return endsMs - Math.min(LONGEST_MARGIN_MS, (endsMs - startedMs) / 3);
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function isoIf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : iso(time);
}
