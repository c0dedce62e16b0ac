import { durationMs, type Duration } from '../../contract/duration.js';
import type { Decision, DecisionInput } from '../../contract/model/decision.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { addBounded } from './bounded-log.js';
import type { PassedOn, SignalInput } from './operator-signals.js';
import { iso, type RunMemory } from './run-state.js';

// With the longest notes, a quarter of a megabyte.
const MOST_DECISIONS = 200;

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
  passedOn?: PassedOn,
): M {
  if (paused === memory.paused) return memory;
  const pausedByParent = paused && passedOn !== undefined;
  const decision = paused ? 'pause' : 'resume';
  return recorded({ ...memory, paused, pausedByParent }, { decision, ...input }, now);
}

/** Returns the last `resume` of a run that is not paused, if it got any. */
export function lastResume({ paused, decisions }: RunMemory): SignalInput | undefined {
  const last = paused ? undefined : decisions.findLast(({ decision }) => decision === 'resume');
  return last && omitUndefined({ by: last.by, note: last.note });
}

/** Returns whether a signal ends no pause: its parent got it earlier, and somebody else has paused this run, or nobody. */
export function endsNoPause({ paused, pausedByParent }: RunMemory, { early = false }: PassedOn): boolean {
  return early && !(paused && pausedByParent === true);
}

/** Returns the memory after a signal that was not accepted, which the run's details show. */
export function refusing<M extends RunMemory>(memory: M, signal: string, why: string, now: number): M {
  return { ...memory, refusedSignal: { at: iso(now), signal, why } };
}

/**
 * Returns why an approval comes too late, in one sentence, or undefined if it is in time. It may come before the run handles
 * the timeout: if no worker was running, or while the run waits for something else.
 */
export function lateApproval({ approvalUntil = Infinity }: RunMemory, now: number): string | undefined {
  return now > approvalUntil
    ? `The approval timed out at ${iso(approvalUntil)}; nothing will be stopped or deleted.`
    : undefined;
}

/** Returns the memory after the approval timeout, if it has passed. An approval at the same moment counts. */
export function approvalTimed<M extends RunMemory>(memory: M, now: number): M {
  const { approval, approvalUntil = Infinity } = memory;
  if (approval !== 'awaited' || now < approvalUntil) return memory;
  return recorded({ ...memory, approval: 'refused' }, { decision: 'approvalTimedOut' }, now);
}

/** Returns when the approval times out. The time is fixed once approval was requested. */
export function approvalEnd({ approvalUntil }: RunMemory, timeout: Duration, now: number): number {
  return approvalUntil ?? now + durationMs(timeout);
}
