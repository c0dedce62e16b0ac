import type { ProjectArn, ProjectVersionArn } from './arn.js';
import type { ModelDescription } from './model.js';

/**
 * - `deleted`: this run sent Delete, and AWS no longer lists the model.
 * - `alreadyGone`: AWS did not list the model before this run sent Delete.
 * - `planned`: a dry run; nothing was changed.
 */
export type Outcome = 'deleted' | 'alreadyGone' | 'planned';

export interface TeardownResult {
  readonly outcome: Outcome;
  readonly projectVersionArn: ProjectVersionArn;
  /** Left out where the model, and with it its project, was never seen. */
  readonly projectArn?: ProjectArn;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly steps: readonly Step[];
  /** The tombstone: the last description before deletion. Left out where the model was never seen. */
  readonly model?: ModelDescription;
  /** Only with `planned`. */
  readonly plan?: readonly PlannedStep[];
}

/** Something that this run did or saw, when, and the status before and after. */
export interface Step {
  readonly at: string;
  readonly step: 'look' | 'stop' | 'wait' | 'delete' | 'confirm';
  /** Left out at the first look. */
  readonly from?: string;
  /** `GONE` where AWS no longer lists the model. */
  readonly to: string;
}

export interface PlannedStep {
  readonly step: 'stop' | 'wait' | 'delete' | 'confirm' | 'refuse';
  /** The status in which the step is taken. */
  readonly status: string;
  /** One sentence: what the step changes or waits for, or why the teardown would be refused. */
  readonly why: string;
}
