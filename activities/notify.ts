import type { ModelActivities } from '../contract/activities.js';
import type { AnyEvent } from '../contract/event.js';
import { keepBetweenAttempts, keptBetweenAttempts } from './aws/kept-between-attempts.js';

/** Where the worker sends events, by name: each acknowledges an event by returning. */
export type Targets = Readonly<Record<string, (event: AnyEvent) => Promise<void>>>;

interface Kept {
  /** The names of the targets that have acknowledged the event. */
  readonly delivered: readonly string[];
}

/** Creates the activity that sends an event to all targets. A retry sends it only to those that have not acknowledged it. */
export function createNotify(targets: Targets): ModelActivities['notify'] {
  return async (event) => {
    const { delivered: before = [] } = keptBetweenAttempts<Kept>();
    const delivered = [...before];
    const left = Object.entries(targets).filter(([name]) => !before.includes(name));
    const sent = await Promise.allSettled(
      left.map(async ([name, send]) => {
        await send(event);
        delivered.push(name);
        keepBetweenAttempts({ delivered: [...delivered] } satisfies Kept);
      }),
    );
    const failed = sent.find((it) => it.status === 'rejected');
    if (failed) throw failed.reason;
  };
}
