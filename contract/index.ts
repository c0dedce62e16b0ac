// What other code needs to start teardowns and to read what they return: names, requests, results. Pure data and
// functions, fit for workflows.
export { parseProjectArn, parseProjectVersionArn, type ProjectArn, type ProjectVersionArn } from './arn.js';
export { arnDigest } from './arn-digest.js';
export type { DecidedBy, Decision, DecisionInput, DecisionInputOf } from './model/decision.js';
export type { Duration } from './duration.js';
export type { AnyEvent } from './event.js';
export type { TeardownEvent } from './model/event.js';
export type { ProjectEvent } from './project/event.js';
export type { SweepEvent } from './sweep/event.js';
export { FAILURE_TYPES, isFailureType, type FailureType } from './failures.js';
export {
  MODEL_STATUSES,
  type Feature,
  type ModelDescription,
  type ModelStatus,
  type Traffic,
} from './model/description.js';
export { parseRecord, recordKey, type TeardownRecord } from './model/record.js';
export {
  CHECK_NOW_SIGNAL,
  DECISION_UPDATES,
  DEFAULT_TASK_QUEUE,
  NEXUS_SERVICE,
  PAUSE_SIGNAL,
  PROGRESS_QUERY,
  RESUME_SIGNAL,
  SWEEP_MODELS,
  TEARDOWN_MODEL,
  TEARDOWN_PROJECT,
  teardownModelWorkflowId,
  teardownProjectWorkflowId,
  type ArnInId,
  type DecisionUpdate,
} from './names.js';
export type { Phase, TeardownProgress } from './model/progress.js';
export type { ProjectDescription } from './project/description.js';
export { parseProjectRequest, type ProjectRequest, type ProjectRequestInput } from './project/request.js';
export type {
  ModelRow,
  ProjectOutcome,
  ProjectPhase,
  ProjectProgress,
  ProjectResult,
} from './project/result.js';
export { parseTeardownRequest, type TeardownRequest, type TeardownRequestInput } from './model/request.js';
export type {
  GuardVerdict,
  Outcome,
  Plan,
  PlannedStep,
  RecordEnd,
  Step,
  TeardownResult,
} from './model/result.js';
export {
  SEARCH_ATTRIBUTES,
  SEARCHABLE_PHASES,
  type SearchablePhase,
  type SearchAttribute,
} from './search-attributes.js';
export { parseSweepRequest, type SweepRequest, type SweepRequestInput } from './sweep/request.js';
export type { Selected, SweepModels, TeardownModel, TeardownProject } from './workflows.js';
export type { ProjectTerms, TeardownTerms } from './terms.js';
export type {
  SweepOutcome,
  SweepPhase,
  SweepProgress,
  SweepResult,
  SweepRow,
  SweepState,
} from './sweep/result.js';
