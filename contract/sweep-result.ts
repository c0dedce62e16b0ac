import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { Decision } from './decision.js';
import type { RefusedSignal } from './progress.js';
import type { Outcome } from './result.js';

/**
 * - `planned`: a dry run; nothing was changed.
 * - `swept`: every model that was selected is torn down, or, with a grace period, its teardown is started.
 * - `incomplete`: some teardowns failed or were cancelled, for the reasons that `models` gives.
 * - `rejected`: the approval was refused, or not given in time; nothing was changed.
 */
export type SweepOutcome = 'planned' | 'swept' | 'incomplete' | 'rejected';

export interface SweepResult {
  readonly outcome: SweepOutcome;
  readonly accountId: string;
  readonly region: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  /** ISO 8601 UTC, as is `finishedAt`. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** How many models were looked at, whether the rules select them or not. */
  readonly lookedAt: number;
  /** The models that the rules select, the oldest first, and those that something keeps: 1,000 of each at most. */
  readonly models: readonly SweepRow[];
  /** How many selected models are left for the next sweep, since one takes 1,000 at most. */
  readonly leftForNext: number;
  readonly decisions?: readonly Decision[];
}

/**
 * - `selected`: to be torn down.
 * - `keptNewest`, `keptBest`: the other rules select it, and `keepNewest` or `keepBest` keeps it.
 * - `protected`: the rules select it, and it or its project carries `protectTag`.
 * - `inProgress`: a teardown of it runs already.
 * - `started`: its teardown runs on by itself, through its grace period.
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

/** What became of a model. The run `teardown-model/ARN` tells the rest. */
export interface SweepRow {
  readonly projectVersionArn: ProjectVersionArn;
  readonly projectArn: ProjectArn;
  /** As listed. */
  readonly status: string;
  readonly createdAt?: string;
  readonly evaluationF1?: number;
  readonly state: SweepState;
  /** Only with `failed`. */
  readonly failure?: { readonly type: string; readonly message: string };
}

export type SweepPhase = 'looking' | 'awaitingApproval' | 'tearingDownModels' | 'done';

/** The answer of the query `progress` of a sweep. Times are ISO 8601 UTC. */
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
  readonly approvalEndsAt?: string;
  readonly decisions: readonly Decision[];
  /** The latest decision that came as a signal and was refused. */
  readonly refusedSignal?: RefusedSignal;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
}
