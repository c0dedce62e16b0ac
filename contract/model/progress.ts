import type { ProjectArn, ProjectVersionArn } from '../arn.js';
import type { DecisionUpdate } from '../names.js';
import type { TeardownTerms } from '../terms.js';
import type { Decision } from './decision.js';
import type { Step } from './result.js';

/**
 * - `backingOff`: AWS rejected or did not answer a call; the model is described again soon.
 * - `awaitingApproval`: nothing is stopped or deleted until somebody approves.
 * - `paused`: nothing is stopped or deleted until somebody resumes.
 * - `held`: the grace period; the model is kept until `graceEndsAt`, and deleted then.
 * - `restoring`: a person restored the model, which is being started again.
 * - `recording`: AWS no longer lists the model; the record of its deletion is being written.
 * - `handedOver`: this run does not have the canonical workflow ID; the teardown runs as `workflowId`.
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
  | 'recording'
  | 'backingOff'
  | 'handedOver'
  | 'done';

/** A decision that was sent as a signal, which returns no answer, and was not accepted. */
export interface RefusedSignal {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly signal: string;
  readonly why: string;
}

/** Result of the query `progress`. Times are ISO 8601 UTC. */
export interface TeardownProgress {
  readonly phase: Phase;
  /** When the phase began. */
  readonly since: string;
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn?: ProjectArn;
  /** The last known status; `GONE` if AWS does not list the model. */
  readonly modelStatus?: string;
  /** The inference units that the model runs with, or last ran with, if AWS reported them. Billed while it is running. */
  readonly minInferenceUnits?: number;
  /** The inference units up to which AWS scales the model. */
  readonly maxInferenceUnits?: number;
  /** When the workflow last updated `modelStatus`. Polls that find no change do not update it. */
  readonly lookedAt?: string;
  /** What the teardown is waiting for, in words. */
  readonly waitingFor: string;
  /** How often AWS is polled in this phase, in words. */
  readonly nextLook?: string;
  readonly dryRun: boolean;
  /** The terms of the request, with defaults. A request with the same terms joins this teardown. */
  readonly terms: TeardownTerms;
  /** Whether DeleteProjectVersion was sent. A cancellation then waits for the deletion to be confirmed. */
  readonly deleteSent: boolean;
  /** Whether the teardown is paused. */
  readonly paused: boolean;
  /** When the teardown is rejected if nobody has approved it. */
  readonly approvalEndsAt?: string;
  readonly graceEndsAt?: string;
  /** The updates that are accepted now. Others are rejected with a reason. */
  readonly accepts: readonly DecisionUpdate[];
  readonly decisions: readonly Decision[];
  /** The latest decision that was sent as a signal and not accepted. */
  readonly refusedSignal?: RefusedSignal;
  /** How many times AWS accepted DeleteProjectVersion and then listed the model as before. Omitted if 0. */
  readonly deletionsUndone?: number;
  readonly deadlineAt?: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly steps: readonly Step[];
  /** The workflow that does the work, if this one handed over. */
  readonly workflowId?: string;
}
