import { isGrpcServiceError } from '@temporalio/client';
import { GRPC_CODES, type GrpcCode } from '../contract/grpc-codes.js';

/** The gRPC status of a call that failed. */
export interface GrpcStatus {
  readonly code: GrpcCode;
  readonly details: string;
}

/** What gRPC reports if the other side resets a call. A call that this process cancels is "Cancelled on client". */
const RESET = 'Call cancelled';

/** Returns the gRPC status with which a call to the Temporal server failed, if it did: the error, or a cause of it. */
export function grpcErrorOf(error: unknown): GrpcStatus | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return statusOf(GRPC_CODES[cause.code] ?? 'UNKNOWN', cause.details);
  }
  return undefined;
}

/** At the deadline of a call, the server may reset it before this process notices that the time is over. */
function statusOf(code: GrpcCode, details: string): GrpcStatus {
  if (code !== 'CANCELLED' || details !== RESET) return { code, details };
  return { code: 'DEADLINE_EXCEEDED', details: 'the server ended the call without an answer' };
}

/** Returns whether a call to the Temporal server failed with one of these gRPC status codes. */
export function failedWith(error: unknown, ...codes: readonly GrpcCode[]): boolean {
  const status = grpcErrorOf(error);
  return status !== undefined && codes.includes(status.code);
}
