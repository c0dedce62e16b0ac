export { TeardownClient, type TeardownClientOptions } from './teardown-client.js';
export type { CallOptions } from './call-options.js';
export type { JoinedResult, JoinOptions, StartedTeardown, StartOptions } from './start-or-join.js';
export type { RunOptions } from './run-options.js';
export type { SweepOptions } from './start-sweep.js';
export {
  TeardownHandle,
  type DecideOptions,
  type ProjectTeardownHandle,
  type SweepHandle,
} from './teardown-handle.js';
export { TeardownError, type TeardownErrorType } from './teardown-error.js';
export { TemporalCallError, type TemporalCallCode } from './temporal-call-error.js';
export { SweepSchedules, type SweepSchedule } from './sweep-schedules.js';
export type { SweepTimes } from './sweep-times.js';
export type { TeardownFilter, TeardownKind } from './list-query.js';
export type { Overview } from './overview.js';
export type { TeardownSummary } from './teardown-list.js';
export type { PendingCall } from './pending-call.js';
export { NoTemporalServerError, type ConnectOptions } from './connection.js';
export { InvalidSettingError } from '../contract/settings.js';
export type * from '../contract/index.js';
