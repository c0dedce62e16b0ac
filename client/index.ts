export { TeardownClient, type StartedTeardown, type TeardownClientOptions } from './teardown-client.js';
export { TeardownHandle, type PendingCall } from './teardown-handle.js';
export { TeardownError, type TeardownErrorType } from './teardown-error.js';
export type { TeardownSummary } from './teardown-list.js';
export { NoTemporalServerError, type ConnectOptions } from './connection.js';
export type { TeardownRequestInput } from '../contract/request.js';
export type { Outcome, PlannedStep, Step, TeardownResult } from '../contract/result.js';
export type { Phase, TeardownProgress } from '../contract/progress.js';
export type { ModelDescription } from '../contract/model.js';
