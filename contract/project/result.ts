import type { ProjectArn, ProjectVersionArn } from '../arn.js';
import type { Decision } from '../model/decision.js';
import type { RefusedSignal } from '../model/progress.js';
import type { Outcome, TeardownResult } from '../model/result.js';
import type { ProjectTerms } from '../terms.js';
import type { ProjectDescription } from './description.js';

/**
 * - `deleted`: this run sent DeleteProject, and AWS no longer lists the project.
 * - `alreadyGone`: AWS did not list the project before this run sent DeleteProject.
 * - `planned`: a dry run; nothing was changed.
 * - `rejected`: the approval was rejected or timed out; nothing was changed.
 * - `incomplete`: some models were not deleted, for the reasons in `models`, so the project and its datasets were kept. The
 *   same request continues from there.
 */
export type ProjectOutcome = 'deleted' | 'alreadyGone' | 'planned' | 'rejected' | 'incomplete';

/** Result of the teardown of a project. */
export interface ProjectResult {
  readonly outcome: ProjectOutcome;
  /** Omitted if the project was not found and the request did not name its ARN. */
  readonly projectArn?: ProjectArn;
  readonly requestedBy?: string;
  readonly reason?: string;
  /** ISO 8601 UTC, as is `finishedAt`. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** One row for each model that was found in the project. */
  readonly models: readonly ModelRow[];
  /** ARNs of the datasets that this run deleted or, in a dry run, would delete. */
  readonly datasets: readonly string[];
  readonly decisions?: readonly Decision[];
  /** The last description before deletion. Omitted if the project was not found. */
  readonly project?: ProjectDescription;
}

/** The outcome for one model. The run `teardown-model/ARN` has the details. */
export interface ModelRow {
  readonly projectVersionArn: ProjectVersionArn;
  /** The status when the model was first listed. */
  readonly status: string;
  /** `waiting` and `running` only occur while the teardown is running, `started` only in a sweep with a grace period. */
  readonly state: 'waiting' | 'running' | 'started' | 'failed' | 'cancelled' | Outcome;
  /** Only with `failed`. */
  readonly failure?: { readonly type: string; readonly message: string };
  /** Only with `planned`. */
  readonly plan?: TeardownResult['plan'];
}

/** What the teardown of a project does, or waits for. */
export type ProjectPhase =
  | 'looking'
  | 'awaitingApproval'
  | 'paused'
  | 'tearingDownModels'
  | 'deletingDatasets'
  | 'deletingProject'
  | 'backingOff'
  | 'handedOver'
  | 'done';

/** Result of the query `progress` of a project's teardown. Times are ISO 8601 UTC. */
export interface ProjectProgress {
  readonly phase: ProjectPhase;
  readonly since: string;
  readonly projectArn?: ProjectArn;
  readonly waitingFor: string;
  readonly dryRun: boolean;
  /** The terms of the request, with defaults. A request with the same terms joins this teardown. */
  readonly terms: ProjectTerms;
  readonly models: readonly ModelRow[];
  readonly datasets: readonly string[];
  /** Whether it is paused: no teardown is started, and nothing is stopped or deleted. */
  readonly paused: boolean;
  readonly approvalEndsAt?: string;
  readonly deadlineAt?: string;
  readonly decisions: readonly Decision[];
  /** The latest decision that was sent as a signal and not accepted. */
  readonly refusedSignal?: RefusedSignal;
  /** How many deletions AWS accepted and did not carry out. Omitted if 0. */
  readonly deletionsUndone?: number;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  /** The workflow that does the work, if this one handed over. */
  readonly workflowId?: string;
}

/** Returns the number of models in each state: `98 deleted, 2 failed`. */
export function counted(models: readonly { readonly state: string }[]): string {
  const counts = new Map<string, number>();
  for (const { state } of models) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'no models';
}
