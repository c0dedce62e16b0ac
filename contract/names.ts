import type { ProjectArn, ProjectVersionArn } from './arn.js';

// These names are typed by people and by other languages: they never change.

export const DEFAULT_TASK_QUEUE = 'model-teardown';

export const TEARDOWN_MODEL = 'teardownModel';

export const TEARDOWN_MODEL_ID_PREFIX = 'teardown-model/';

/** What stands for an ARN in the ids of workflows; default: itself. */
export type ArnInId = (arn: string) => string;

const itself: ArnInId = (arn) => arn;

/** The one id under which a model's teardown runs, so that two never run side by side. */
export function teardownModelWorkflowId(arn: ProjectVersionArn, inId = itself): string {
  return `${TEARDOWN_MODEL_ID_PREFIX}${inId(arn)}`;
}

/** In visibility's query language: the teardowns under their canonical ids, without the runs that handed over to them. */
export const CANONICAL_TEARDOWNS = `WorkflowType = '${TEARDOWN_MODEL}' AND WorkflowId STARTS_WITH '${TEARDOWN_MODEL_ID_PREFIX}'`;

export const TEARDOWN_PROJECT = 'teardownProject';

export const TEARDOWN_PROJECT_ID_PREFIX = 'teardown-project/';

/** The one id under which a project's teardown runs. */
export function teardownProjectWorkflowId(arn: ProjectArn, inId = itself): string {
  return `${TEARDOWN_PROJECT_ID_PREFIX}${inId(arn)}`;
}

export const SWEEP_MODELS = 'sweepModels';

/** Sweeps may have any workflow id; those that our client and its schedules start have one that begins so. */
export const SWEEP_ID_PREFIX = 'sweep-models/';

/** The operations of the Nexus service are named as the workflow types are. */
export const NEXUS_SERVICE = 'ModelTeardown';

export const PROGRESS_QUERY = 'progress';
export const CHECK_NOW_SIGNAL = 'checkNow';
export const PAUSE_SIGNAL = 'pause';
export const RESUME_SIGNAL = 'resume';
/** The updates: each is a person's decision about a teardown. */
export const DECISION_UPDATES = ['approve', 'reject', 'restore', 'postpone', 'deleteNow'] as const;
export type DecisionUpdate = (typeof DECISION_UPDATES)[number];
