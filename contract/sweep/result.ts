import type { ProjectArn, ProjectVersionArn } from '../arn.js';
import type { Decision } from '../model/decision.js';
import type { RefusedSignal } from '../model/progress.js';
import type { Outcome } from '../model/result.js';

/**
 * - `planned`: a dry run; nothing was changed.
 * - `swept`: every selected model was torn down or, with a grace period, its teardown was started.
 * - `incomplete`: some selected models were kept, since their teardowns failed, were cancelled, or were called off by somebody.
 * - `rejected`: the approval was rejected or timed out; nothing was changed.
 */
export type SweepOutcome = 'planned' | 'swept' | 'incomplete' | 'rejected';

/** Result of a sweep. */
export interface SweepResult {
  readonly outcome: SweepOutcome;
  readonly accountId: string;
  readonly region: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  /** ISO 8601 UTC, as is `finishedAt`. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** How many models were checked, whether the rules select them or not. */
  readonly lookedAt: number;
  /** The models that the rules select, oldest first, and the models that something keeps: at most 1,000 of each. */
  readonly models: readonly SweepRow[];
  /** How many selected models are left for the next sweep. One sweep tears down at most 1,000. */
  readonly leftForNext: number;
  readonly decisions?: readonly Decision[];
}

/**
 * - `selected`: will be torn down.
 * - `keptNewest`, `keptBest`: kept by `keepNewest` or `keepBest`; the other rules select it.
 * - `protected`: the rules select it, but it or its project has `protectTag`.
 * - `inProgress`: a teardown of it is already running.
 * - `started`: its teardown was started and continues through its grace period.
 */
export type SweepState =
  | 'selected'
  | 'keptNewest'
  | 'keptBest'
  | 'protected'
  | 'inProgress'
  | 'running'
  | 'started'
  | 'failed'
  | 'cancelled'
  | Outcome;

/** The outcome for one model. The run `teardown-model/ARN` has the details. */
export interface SweepRow {
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn: ProjectArn;
  /** The status when the model was listed. */
  readonly status: string;
  readonly createdAt?: string;
  readonly evaluationF1?: number;
  readonly state: SweepState;
  /** Only with `failed`. */
  readonly failure?: { readonly type: string; readonly message: string };
}

/** What a sweep does, or waits for. */
export type SweepPhase = 'looking' | 'awaitingApproval' | 'paused' | 'tearingDownModels' | 'done';

/** Result of the query `progress` of a sweep. Times are ISO 8601 UTC. */
export interface SweepProgress {
  readonly phase: SweepPhase;
  readonly since: string;
  readonly accountId: string;
  readonly region: string;
  readonly waitingFor: string;
  readonly dryRun: boolean;
  readonly lookedAt: number;
  readonly models: readonly SweepRow[];
  readonly leftForNext: number;
  /** Whether it is paused: no teardown is started, and nothing is stopped or deleted. */
  readonly paused: boolean;
  readonly approvalEndsAt?: string;
  readonly deadlineAt?: string;
  readonly decisions: readonly Decision[];
  /** The latest decision that was sent as a signal and not accepted. */
  readonly refusedSignal?: RefusedSignal;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
}
