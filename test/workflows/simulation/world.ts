import type { RecordKeeping } from '../../../contract/activities.js';
import type { TeardownRequest } from '../../../contract/model/request.js';
import { take, type Seen } from '../../../workflows/model/apply-event.js';
import { begin } from '../../../workflows/model/begin-action.js';
import { decided, rejectionReason } from '../../../workflows/model/decision-rules.js';
import { interrupts, next, type Ask } from '../../../workflows/model/next-action.js';
import type { Memory } from '../../../workflows/model/state.js';
import type { RunAsk } from '../../../workflows/shared/run-state.js';
import type { Aws } from './aws.js';
import type { Witness } from './witness.js';

/** How a scenario begins. */
export interface Beginning {
  readonly name: string;
  readonly status: string;
  readonly feature?: 'CUSTOM_LABELS' | 'CONTENT_MODERATION';
  readonly request?: object;
  readonly selectedIn?: readonly string[];
  /** Whether the run has sent Delete, which AWS has accepted; default: not. */
  readonly isDeleting?: true;
  /** Whether the deadline is a time-out that the starter has set, so that the server ends the run; default: not. */
  readonly expires?: true;
  /** How the worker keeps records of deletions; default: not. */
  readonly records?: RecordKeeping;
}

/** The core, that it may be replaced by a broken one. */
export const CORE = { next, begin, take, rejectionReason, decided, interrupts };
export type CoreFunctions = typeof CORE;

/** A wait, whose poll goes on while the run looks. */
export type Poll = Extract<Ask, { ask: 'wait' }>;

/** The world at one moment: AWS, the teardown, and what was promised to people. Never changed in place. */
export interface World {
  readonly now: number;
  readonly aws: Aws;
  readonly request: TeardownRequest;
  readonly memory: Memory;
  readonly records?: RecordKeeping | undefined;
  /** What the run does and has no answer to. */
  readonly doing?: Ask | RunAsk | undefined;
  readonly polling?: Poll | undefined;
  /** What the poll has found while the run looks. */
  readonly found?: Seen | undefined;
  /** The run has asked to end the call that it sends. Whether it is too late for that, only the answer tells. */
  readonly interrupted?: boolean | undefined;
  readonly witness: Witness;
  /** As it was when the run began what it does. */
  readonly before?: Witness;
  readonly end?: string | undefined;
}
