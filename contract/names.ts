import type { ProjectArn, ProjectVersionArn } from './arn.js';

// People and clients in other languages use these names, so they never change.

/** The task queue of the worker, unless it is configured otherwise. */
export const DEFAULT_TASK_QUEUE = 'model-teardown';

/** The workflow type that tears down one model. */
export const TEARDOWN_MODEL = 'teardownModel';

export const TEARDOWN_MODEL_ID_PREFIX = 'teardown-model/';

/** Converts an ARN for use in workflow IDs. The default leaves it unchanged. */
export type ArnInId = (arn: string) => string;

const itself: ArnInId = (arn) => arn;

/** Returns the workflow ID of a model's teardown. One ID per model, so that only one teardown runs at a time. */
export function teardownModelWorkflowId(arn: ProjectVersionArn, inId = itself): string {
  return `${TEARDOWN_MODEL_ID_PREFIX}${inId(arn)}`;
}

/** List filter for teardowns under their canonical IDs, without the runs that handed over to them. */
export const CANONICAL_TEARDOWNS = `WorkflowType = '${TEARDOWN_MODEL}' AND WorkflowId STARTS_WITH '${TEARDOWN_MODEL_ID_PREFIX}'`;

/** The workflow type that tears down a whole project. */
export const TEARDOWN_PROJECT = 'teardownProject';

export const TEARDOWN_PROJECT_ID_PREFIX = 'teardown-project/';

/** List filter for project teardowns under their canonical IDs, without the runs that handed over to them. */
export const CANONICAL_PROJECT_TEARDOWNS = `WorkflowType = '${TEARDOWN_PROJECT}' AND WorkflowId STARTS_WITH '${TEARDOWN_PROJECT_ID_PREFIX}'`;

/** Returns the workflow ID of a project's teardown. */
export function teardownProjectWorkflowId(arn: ProjectArn, inId = itself): string {
  return `${TEARDOWN_PROJECT_ID_PREFIX}${inId(arn)}`;
}

/** The workflow type that tears down the models that rules select. */
export const SWEEP_MODELS = 'sweepModels';

/** Prefix of the workflow IDs of sweeps that the client or a schedule starts. Sweeps may have any workflow ID. */
export const SWEEP_ID_PREFIX = 'sweep-models/';

/** The Nexus service. Its operations have the names of the workflow types. */
export const NEXUS_SERVICE = 'ModelTeardown';

/** The query that returns where a run is. All three workflows answer it. */
export const PROGRESS_QUERY = 'progress';
/** The signal that checks a model at once. */
export const CHECK_NOW_SIGNAL = 'checkNow';
/** The signal that holds a teardown before its next Stop or Delete. */
export const PAUSE_SIGNAL = 'pause';
/** The signal that ends a pause. */
export const RESUME_SIGNAL = 'resume';
/** Names of the updates, each of which is a person's decision about a teardown. */
export const DECISION_UPDATES = ['approve', 'reject', 'restore', 'postpone', 'deleteNow'] as const;
/** The name of an update. */
export type DecisionUpdate = (typeof DECISION_UPDATES)[number];
