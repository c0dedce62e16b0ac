import type { TeardownEvent, TeardownNews } from './model/event.js';
import type { ProjectEvent, ProjectNews } from './project/event.js';
import type { SweepEvent, SweepNews } from './sweep/event.js';

/** The fields that all events have. */
export interface EventBase {
  /** The workflow ID of the run. */
  readonly workflowId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly requestedBy?: string;
  readonly reason?: string;
}

/** A value whose lists are cut, so that an event stays below 200 kB. `leftOut`: how many entries, by list. */
export type Cut<T> = T & { readonly leftOut?: Readonly<Record<string, number>> };

/** The failure that ended a run: its type, and what to do next. */
export interface EventFailure {
  readonly type: string;
  readonly message: string;
}

/** What happened in a run. */
export type News = TeardownNews | ProjectNews | SweepNews;

/** An event that the worker sends to other systems. */
export type AnyEvent = TeardownEvent | ProjectEvent | SweepEvent;
