import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { Decision } from './decision.js';
import type { RefusedSignal } from './progress.js';
import type { ProjectDescription } from './project.js';
import type { Outcome, TeardownResult } from './result.js';
import type { ProjectTerms } from './terms.js';

/**
 * - `deleted`: this run sent DeleteProject, and AWS no longer lists the project.
 * - `alreadyGone`: AWS did not list the project before this run sent DeleteProject.
 * - `planned`: a dry run; nothing was changed.
 * - `rejected`: the approval was refused, or not given in time; nothing was changed.
 * - `incomplete`: some models are left, for the reasons that `models` gives, and so is the project with its datasets. The
 *   same request goes on from there.
 */
export type ProjectOutcome = 'deleted' | 'alreadyGone' | 'planned' | 'rejected' | 'incomplete';

export interface ProjectResult {
  readonly outcome: ProjectOutcome;
  /** Left out where the project was never seen, and not named by its ARN. */
  readonly projectArn?: ProjectArn;
  readonly requestedBy?: string;
  readonly reason?: string;
  /** ISO 8601 UTC, as is `finishedAt`. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** A row for every model that was seen in the project. */
  readonly models: readonly ModelRow[];
  /** The datasets that this run deleted, or, in a dry run, would delete. */
  readonly datasets: readonly string[];
  readonly decisions?: readonly Decision[];
  /** The last description before deletion. Left out where the project was never seen. */
  readonly project?: ProjectDescription;
}

/** What became of a model. The run `teardown-model/ARN` tells the rest. */
export interface ModelRow {
  readonly projectVersionArn: ProjectVersionArn;
  /** As first listed. */
  readonly status: string;
  /** `waiting` and `running` only while the whole job goes on; `started` only by a sweep with a grace period. */
  readonly state: 'waiting' | 'running' | 'started' | 'failed' | 'cancelled' | Outcome;
  /** Only with `failed`. */
  readonly failure?: { readonly type: string; readonly message: string };
  /** Only with `planned`. */
  readonly plan?: TeardownResult['plan'];
}

export type ProjectPhase =
  | 'looking'
  | 'awaitingApproval'
  | 'tearingDownModels'
  | 'deletingDatasets'
  | 'deletingProject'
  | 'backingOff'
  | 'handedOver'
  | 'done';

/** The answer of the query `progress` of a project's teardown. Times are ISO 8601 UTC. */
export interface ProjectProgress {
  readonly phase: ProjectPhase;
  readonly since: string;
  readonly projectArn?: ProjectArn;
  readonly waitingFor: string;
  readonly dryRun: boolean;
  /** The fields of the request, with their defaults: who asks again with the same ones joins. */
  readonly terms: ProjectTerms;
  readonly models: readonly ModelRow[];
  readonly datasets: readonly string[];
  readonly approvalEndsAt?: string;
  readonly decisions: readonly Decision[];
  /** The latest decision that came as a signal and was refused. */
  readonly refusedSignal?: RefusedSignal;
  /** How many deletions AWS accepted and then undid. Left out if it never did. */
  readonly deletionsUndone?: number;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  /** The run that does the work, where this one handed over. */
  readonly workflowId?: string;
}

/** How many models are in which state: `98 deleted, 2 failed`. */
export function counted(models: readonly { readonly state: string }[]): string {
  const counts = new Map<string, number>();
  for (const { state } of models) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'no models';
}
