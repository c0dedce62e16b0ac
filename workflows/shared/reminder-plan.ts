import type { News } from '../../contract/event.js';
import { deadlineOf } from './deadline.js';
import { withNews } from './news.js';
import { iso, type RunMemory } from './run-state.js';

/** A time limit of a run, and the type of the event that reminds of its end. */
export interface Limit {
  readonly type: Extract<News['type'], `${string}Near`>;
  /** Epoch milliseconds, as is `since`. */
  readonly endsAt: number;
  /** When it began. Default: now. */
  readonly since?: number;
}

export interface Reminder extends Limit {
  /** When to remind, in epoch milliseconds. Undefined once that is done, and if the limit was near from the beginning. */
  readonly at?: number | undefined;
}

/** Returns the limits that every kind of run has. */
export function limitsOfRun(
  kind: 'teardown' | 'project' | 'sweep',
  terms: Parameters<typeof deadlineOf>[0],
  memory: RunMemory,
): Limit[] {
  const { approval, approvalUntil } = memory;
  const deadlineAt = deadlineOf(terms, memory);
  return [
    ...(approval === 'awaited' && approvalUntil !== undefined
      ? [{ type: `${kind}.approvalTimeoutNear`, endsAt: approvalUntil } as const]
      : []),
    ...(deadlineAt === undefined
      ? []
      : [
          {
            type: `${kind}.deadlineNear`,
            endsAt: deadlineAt,
            since: Date.parse(memory.startedAt),
          } as const,
        ]),
  ];
}

/** Returns the memory with a reminder of each limit. A limit that was moved has a new one. */
export function planned<M extends RunMemory>(memory: M, limits: readonly Limit[], now: number): M {
  const { receiver = 'none', reminders: before } = memory;
  if (receiver === 'none') return memory;
  const reminders = limits.map(({ type, endsAt, since = now }): Reminder => {
    const known = before.find((it) => it.type === type && it.endsAt === endsAt);
    const at = endsAt - receiver.remindBeforeMs;
    // No reminder of a limit that was near from the beginning.
    return known ?? { type, endsAt, ...(at > since && { at }) };
  });
  const isSame = reminders.length === before.length && reminders.every((it, index) => it === before[index]);
  return isSame ? memory : { ...memory, reminders };
}

/** Returns the memory after the reminders that are due by now. */
export function reminded<M extends RunMemory>(memory: M, now: number): M {
  const isDue = ({ at = Infinity }: Reminder) => at <= now;
  const reminders = memory.reminders.map((it) => (isDue(it) ? { ...it, at: undefined } : it));
  return memory.reminders
    .filter(isDue)
    .reduce((sofar, { type, endsAt }) => withNews(sofar, { type, until: iso(endsAt) }, now), {
      ...memory,
      reminders,
    });
}
