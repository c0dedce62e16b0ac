/**
 * `type` of the ApplicationFailure that ends a run. Nothing else ends one: throttling, 5xx, time-outs,
 * dropped connections, worker deaths and server restarts are ridden out.
 */
export const FAILURE_TYPES = [
  'InvalidRequest',
  'ModelProtected',
  'ModelRunning',
  'ModelTraining',
  'NotAllowed',
  'AccessDenied',
  'DeadlineExceeded',
  'UnexpectedStatus',
  'AlreadyInProgress',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];

export function isFailureType(type: string | null | undefined): type is FailureType {
  return (FAILURE_TYPES as readonly (string | null | undefined)[]).includes(type);
}
