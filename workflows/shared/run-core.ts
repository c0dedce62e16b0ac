import type { QueryDefinition } from '@temporalio/workflow';
import type { Duration } from '../../contract/duration.js';
import type { News } from '../../contract/event.js';
import type { DecisionInput } from '../../contract/model/decision.js';
import type { DecisionUpdate } from '../../contract/names.js';
import type { Searched } from '../../contract/search-attributes.js';
import type { Decidable } from './decision-handlers.js';
import type { OperatorSignal, SignalInput } from './operator-signals.js';
import type { Limit } from './reminder-plan.js';
import type { AbruptEnd, RunAsk, RunEvent, RunMemory } from './run-state.js';

/** The types of a kind of run: of a model, a project or a sweep. */
export interface Kind {
  memory: RunMemory;
  ask: { readonly ask: string };
  event: object;
  progress: object;
  result: object;
}

/** The core of a kind of run, which knows neither Temporal nor AWS, and how it is shown. */
export interface Core<K extends Kind> {
  next(memory: K['memory'], now: number): K['ask'] | RunAsk;
  /** Returns the memory before the action is done: what must be remembered, and what people see. */
  begin(memory: K['memory'], ask: K['ask'] | RunAsk, now: number): K['memory'];
  take(memory: K['memory'], event: K['event'] | RunEvent, now: number): K['memory'];
  /** Returns whether a cancel, the deadline or a decision ends what is being done. */
  interrupts(memory: K['memory'], ask: K['ask'] | RunAsk): boolean;
  /** Returns the event that the core takes in when it has interrupted this. `isUnsent`: a change was certainly not sent. */
  interrupted(ask: K['ask'], isUnsent: boolean): K['event'] | RunEvent;
  /** The terms of the request. */
  readonly terms: {
    readonly deadline?: Duration;
    readonly requestedBy?: string;
    readonly reason?: string;
  };
  progressOf(memory: K['memory'], now: number): K['progress'];
  detailsOf(progress: K['progress']): string;
  readonly progressQuery: QueryDefinition<K['progress']>;
  /** The result, if the end is what is asked for. */
  resultOf(memory: K['memory'], ask: K['ask'] | RunAsk, now: number): K['result'] | undefined;
  /** What lists of runs can be filtered by. */
  readonly searched: Searched;
  /** The status of the model as last seen, of runs that have one model. */
  modelStatusOf?(memory: K['memory']): string | undefined;
  /** What its events are about: an ARN, or an account and Region. */
  readonly eventSubject: object;
  /** Returns the time limits that events remind of. */
  limitsOf(memory: K['memory']): readonly Limit[];
  /** Returns the news of the end of a run, or undefined if it is not news for other systems. */
  newsOfEnd(memory: K['memory'], result: K['result'] | undefined): News | undefined;
  readonly decisions: Pick<Decidable, 'subject' | 'updates'> & {
    rejectionReason(memory: K['memory'], name: DecisionUpdate, input: DecisionInput): string | undefined;
    /** Returns whether a decision that does not apply yet is kept for later, if it was accepted before a reset. */
    canBeKept?(memory: K['memory'], name: DecisionUpdate): boolean;
    /** Returns whether it can't have been accepted before a reset, from what the run has seen. */
    wasNeverAccepted?(memory: K['memory'], name: DecisionUpdate): boolean;
    decide(memory: K['memory'], name: DecisionUpdate, input: DecisionInput): K['memory'];
    answer(memory: K['memory'], name: DecisionUpdate): string;
  };
}

/** The effects of a kind of run: activities, timers, messages. */
export interface Body<K extends Kind> {
  /** Before this is done. */
  before?(run: Run<K>, ask: K['ask'] | RunAsk): void;
  perform(run: Run<K>, ask: K['ask']): Promise<K['event'] | RunEvent>;
  /** Returns what counts instead of what has just happened, in this order, if anything does. */
  instead?(event: K['event'] | RunEvent): readonly (K['event'] | RunEvent)[] | undefined;
  /** The run got this signal. */
  signalled?(run: Run<K>, signal: OperatorSignal, input: SignalInput): void;
  /** The memory of the run has changed. */
  changed?(run: Run<K>, before: K['memory']): void;
  /** The run is about to end with a failure, or as cancelled. */
  breaksOff?(run: Run<K>): Promise<void>;
  /** The run was rejected, and is about to end. Returns how it ends if something goes on that it had begun before. */
  rejected?(run: Run<K>): Promise<AbruptEnd | undefined>;
  /** The run has ended: with this outcome, or type of failure, or `cancelled`. */
  ended?(how: string, result: K['result'] | undefined): void;
  continueAsNew(memory: K['memory']): Promise<unknown>;
}

/** A run as its body sees it. */
export interface Run<K extends Kind> {
  readonly memory: K['memory'];
  change(memory: K['memory']): void;
  take(event: K['event'] | RunEvent): void;
  /** Ends the current wait or the next one, and what is being done if the core interrupts it. */
  wake(): void;
  /** Does what the core has asked for, and returns its event, also if the core interrupts it. */
  do(ask: K['ask'] | RunAsk, perform: () => Promise<K['event'] | RunEvent>): Promise<K['event'] | RunEvent>;
  /** Clears the wake-up. Call it before describing the model, so that what was requested earlier is served by that. */
  looks(): void;
  /** Waits until a time (epoch milliseconds, `Infinity` for ever), until somebody wakes the run, or until `ended`. */
  until(time: number, summary: string, ended?: () => boolean): Promise<void>;
}
