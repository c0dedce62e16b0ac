import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/** Returns whether a call to the Temporal server failed with one of these gRPC status codes. */
export function failedWith(error: unknown, ...codes: readonly number[]): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && codes.includes(cause.code);
}
