import type { ProjectArn, ProjectVersionArn } from '../arn.js';
import type { FailureType } from '../failures.js';
import type { Decision } from './decision.js';
import type { ModelDescription } from './description.js';

/**
 * - `deleted`: this run sent Delete, and AWS no longer lists the model.
 * - `alreadyGone`: AWS did not list the model before this run sent Delete.
 * - `planned`: a dry run; nothing was changed.
 * - `rejected`: the approval was rejected or timed out; nothing was changed.
 * - `restored`: a person restored the model; it is running again and was not deleted.
 * - `reclaimed`: somebody started the model after Stop or during its grace period; it was not deleted.
 */
export type Outcome = 'deleted' | 'alreadyGone' | 'planned' | 'rejected' | 'restored' | 'reclaimed';

/** Result of the teardown of a model. */
export interface TeardownResult {
  readonly outcome: Outcome;
  readonly projectVersionArn: ProjectVersionArn;
  /** Omitted if the model, and so its project, was not found. */
  readonly projectArn?: ProjectArn;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The first and the latest steps, at most 1,000. */
  readonly steps: readonly Step[];
  /** The first and the latest decisions about this teardown, at most 200. Omitted if there are none. */
  readonly decisions?: readonly Decision[];
  /** The tombstone: the last description before deletion. Omitted if the model was not found. */
  readonly model?: ModelDescription;
  /** Only with `planned`. */
  readonly plan?: Plan;
  /** Whether the deletion is recorded in S3. Only with `deleted`, if the worker keeps records. */
  readonly record?: RecordEnd;
}

/** Where the record of a deletion is, or why it was not written as far as the run knows. */
export type RecordEnd =
  /** `location`: `s3://bucket/key`. */
  { readonly written: true; readonly location: string } | { readonly written: false; readonly why: string };

/** Something that this run did or observed: when, and the status before and after. */
export interface Step {
  readonly at: string;
  readonly step: 'look' | 'stop' | 'wait' | 'hold' | 'start' | 'delete' | 'confirm';
  /** Omitted in the first step. */
  readonly from?: string;
  /** `GONE` if AWS no longer lists the model. */
  readonly to: string;
}

/** What a teardown would do, and why, if nobody interferes. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly guards: readonly GuardVerdict[];
  /** Inference units per hour that AWS no longer bills after the stop. Omitted if the model is not running. */
  readonly saves?: { readonly minInferenceUnits: number; readonly maxInferenceUnits: number };
}

/** A step that a teardown would take. */
export interface PlannedStep {
  readonly step: 'approve' | 'stop' | 'wait' | 'hold' | 'delete' | 'confirm' | 'refuse';
  /** The status in which the step is taken. */
  readonly status: string;
  /** The status after the step. Omitted if the step does not change the status. */
  readonly to?: string;
  /** What the step changes or waits for, or why the teardown would be refused, in words. */
  readonly why: string;
}

/** Whether a guard lets a teardown stop and delete a model. */
export interface GuardVerdict {
  readonly guard: 'allowList' | 'protectTag' | 'ifRunning' | 'ifServing' | 'ifTraining';
  readonly passes: boolean;
  /** The type of the failure that would end the teardown. */
  readonly failure?: FailureType;
  readonly why: string;
}
