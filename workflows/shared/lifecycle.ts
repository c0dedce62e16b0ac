import { isFailureType } from '../../contract/failures.js';
import { troubleOf } from '../../contract/trouble.js';
import { approvalTimed } from './decision-memory.js';
import type { RunAsk, RunEvent, RunMemory } from './run-state.js';
import { backedOff, failedForMinutes } from './trouble.js';

/** Life of a run. It accepts decisions while active. When it is cancelled or late, it finishes what it must, and ends. */
export type Life = 'active' | 'ending' | 'ended';

export function lifeOf({ ended, cancelled, late }: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): Life {
  if (ended !== undefined) return 'ended';
  return cancelled || late ? 'ending' : 'active';
}

export const PAST_DEADLINE = 'This run has passed its deadline and is closing.';

/** Returns why the run accepts no decision in its current life stage, or undefined if it does. */
export function notActive(memory: Pick<RunMemory, 'ended' | 'cancelled' | 'late'>): string | undefined {
  const life = lifeOf(memory);
  switch (life) {
    case 'active':
      return undefined;
    case 'ending':
      return memory.cancelled ? 'This run was cancelled and is closing.' : PAST_DEADLINE;
    case 'ended':
      return 'This run has ended.';
    default:
      return life satisfies never;
  }
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
      return { ...memory, late: true, outOfTime: now >= (memory.expiresAt ?? Infinity) };
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
