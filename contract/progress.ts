import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { Decision } from './decision.js';
import type { DecisionUpdate } from './names.js';
import type { Step } from './result.js';
import type { TeardownTerms } from './terms.js';

/**
 * - `backingOff`: AWS refused a call because the model is in use; it is looked at again soon.
 * - `awaitingApproval`: nothing is stopped or deleted until somebody approves.
 * - `paused`: nothing is stopped or deleted until somebody resumes.
 * - `held`: the grace period; the model is kept, and is deleted at `graceEndsAt`.
 * - `restoring`: a person called the teardown off, and the model is started again.
 * - `handedOver`: this run has no canonical id; the teardown itself runs as `workflowId`.
 */
export type Phase =
  | 'looking'
  | 'training'
  | 'copying'
  | 'starting'
  | 'stopping'
  | 'deleting'
  | 'awaitingApproval'
  | 'paused'
  | 'held'
  | 'restoring'
  | 'backingOff'
  | 'handedOver'
  | 'done';

/** A decision that came as a signal, which nobody is answered by, and that was refused. */
export interface RefusedSignal {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly signal: string;
  readonly why: string;
}

/** The answer of the query `progress`. Times are ISO 8601 UTC. */
export interface TeardownProgress {
  readonly phase: Phase;
  /** When the phase began. */
  readonly since: string;
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn?: ProjectArn;
  /** As last seen; `GONE` where AWS does not list the model. */
  readonly modelStatus?: string;
  /** When `modelStatus` was last looked at by the workflow itself; polls in between leave no trace in it. */
  readonly lookedAt?: string;
  /** One sentence for people. */
  readonly waitingFor: string;
  /** One sentence for people: how often AWS is asked in this phase. */
  readonly nextLook?: string;
  readonly dryRun: boolean;
  /** The fields of the request, with their defaults: who asks again with the same ones joins. */
  readonly terms: TeardownTerms;
  /** Whether Delete was sent, after which a cancel waits for the confirmation. */
  readonly deleteSent: boolean;
  /** Whether the signal `pause` was the last one of its kind. */
  readonly paused: boolean;
  /** Until when an approval is waited for. */
  readonly approvalEndsAt?: string;
  readonly graceEndsAt?: string;
  /** The updates that make sense now; any other one is refused, saying why. */
  readonly accepts: readonly DecisionUpdate[];
  readonly decisions: readonly Decision[];
  /** The latest decision that came as a signal and was refused. */
  readonly refusedSignal?: RefusedSignal;
  /** How many times AWS accepted Delete and then listed the model as before. Left out if it never did. */
  readonly deletionsUndone?: number;
  readonly deadlineAt?: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly steps: readonly Step[];
  /** The run that does the work, where this one handed over. */
  readonly workflowId?: string;
}
