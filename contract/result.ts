import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { Decision } from './decision.js';
import type { FailureType } from './failures.js';
import type { ModelDescription } from './model.js';

/**
 * - `deleted`: this run sent Delete, and AWS no longer lists the model.
 * - `alreadyGone`: AWS did not list the model before this run sent Delete.
 * - `planned`: a dry run; nothing was changed.
 * - `rejected`: the approval was refused, or not given in time; nothing was changed.
 * - `restored`: a person had the model started again; it runs, and was not deleted.
 * - `reclaimed`: somebody started the model after Stop or during its grace period; it was not deleted.
 */
export type Outcome = 'deleted' | 'alreadyGone' | 'planned' | 'rejected' | 'restored' | 'reclaimed';

export interface TeardownResult {
  readonly outcome: Outcome;
  readonly projectVersionArn: ProjectVersionArn;
  /** Left out where the model, and with it its project, was never seen. */
  readonly projectArn?: ProjectArn;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The first and the latest, 1,000 at most. */
  readonly steps: readonly Step[];
  /** Who decided what about this teardown: the first and the latest, 200 at most. Left out where nobody did. */
  readonly decisions?: readonly Decision[];
  /** The tombstone: the last description before deletion. Left out where the model was never seen. */
  readonly model?: ModelDescription;
  /** Only with `planned`. */
  readonly plan?: Plan;
}

/** Something that this run did or saw, when, and the status before and after. */
export interface Step {
  readonly at: string;
  readonly step: 'look' | 'stop' | 'wait' | 'hold' | 'start' | 'delete' | 'confirm';
  /** Left out at the first look. */
  readonly from?: string;
  /** `GONE` where AWS no longer lists the model. */
  readonly to: string;
}

/** What a teardown would do if nobody interfered, and why. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly guards: readonly GuardVerdict[];
  /** What the stop saves: inference units that AWS no longer bills each hour. Left out where nothing runs. */
  readonly saves?: { readonly minInferenceUnits: number; readonly maxInferenceUnits: number };
}

export interface PlannedStep {
  readonly step: 'approve' | 'stop' | 'wait' | 'hold' | 'delete' | 'confirm' | 'refuse';
  /** The status in which the step is taken. */
  readonly status: string;
  /** The status that the step leads to. Left out where it changes none. */
  readonly to?: string;
  /** One sentence: what the step changes or waits for, or why the teardown would be refused. */
  readonly why: string;
}

export interface GuardVerdict {
  readonly guard: 'allowList' | 'protectTag' | 'ifRunning' | 'ifServing' | 'ifTraining';
  readonly passes: boolean;
  /** The failure that the teardown would end with. */
  readonly failure?: FailureType;
  readonly why: string;
}
