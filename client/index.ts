export { TeardownClient, type StartedTeardown, type TeardownClientOptions } from './teardown-client.js';
export {
  TeardownHandle,
  type PendingCall,
  type ProjectTeardownHandle,
  type SweepHandle,
} from './teardown-handle.js';
export { TeardownError, type TeardownErrorType } from './teardown-error.js';
export { SweepSchedules, type SweepSchedule, type SweepTimes } from './sweep-schedules.js';
export type { TeardownFilter, TeardownSummary } from './teardown-list.js';
export { NoTemporalServerError, type ConnectOptions } from './connection.js';
export type { TeardownRequestInput } from '../contract/request.js';
export type { ProjectRequestInput } from '../contract/project-request.js';
export type {
  ModelRow,
  ProjectOutcome,
  ProjectPhase,
  ProjectProgress,
  ProjectResult,
} from '../contract/project-result.js';
export type { SweepRequestInput } from '../contract/sweep-request.js';
export type {
  SweepOutcome,
  SweepPhase,
  SweepProgress,
  SweepResult,
  SweepRow,
  SweepState,
} from '../contract/sweep-result.js';
export type { ProjectDescription } from '../contract/project.js';
export type { Decision, DecisionInput } from '../contract/decision.js';
export type { TeardownEvent } from '../contract/event.js';
export type { DecisionUpdate } from '../contract/names.js';
export type { GuardVerdict, Outcome, Plan, PlannedStep, Step, TeardownResult } from '../contract/result.js';
export type { Phase, TeardownProgress } from '../contract/progress.js';
export type { ModelDescription } from '../contract/model.js';
