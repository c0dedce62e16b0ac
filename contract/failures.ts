/**
 * Values of `type` of the ApplicationFailure that fails a run. Everything else is retried: throttling, 5xx, timeouts,
 * dropped connections, worker crashes and server restarts.
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
/** Why a run failed: the type of its `ApplicationFailure`. */
export type FailureType = (typeof FAILURE_TYPES)[number];

/** Returns whether a type is one of the failures of this contract. */
export function isFailureType(type: string | null | undefined): type is FailureType {
  return (FAILURE_TYPES as readonly (string | null | undefined)[]).includes(type);
}

/**
 * Returns the message of a failure with a link to its heading in the reference, as a path in this repository.
 *
 * @example `... carries the tag teardown=never. See docs/reference/failures.md#modelprotected`
 */
export function withReference(type: FailureType, message: string): string {
  return `${message} See docs/reference/failures.md#${type.toLowerCase()}`;
}
