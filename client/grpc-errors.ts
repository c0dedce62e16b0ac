import { isGrpcServiceError } from '@temporalio/client';
import { GRPC_CODES, type GrpcCode } from '../contract/grpc-codes.js';

/** The gRPC status of a call that failed. */
export interface GrpcStatus {
  readonly code: GrpcCode;
  readonly details: string;
}

/** Returns the gRPC status with which a call to the Temporal server failed, if it did: the error, or a cause of it. */
export function grpcErrorOf(error: unknown): GrpcStatus | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause))
      return { code: GRPC_CODES[cause.code] ?? 'UNKNOWN', details: cause.details };
  }
  return undefined;
}

/** Returns whether a call to the Temporal server failed with one of these gRPC status codes. */
export function failedWith(error: unknown, ...codes: readonly GrpcCode[]): boolean {
  const status = grpcErrorOf(error);
  return status !== undefined && codes.includes(status.code);
}
