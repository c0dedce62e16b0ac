/** gRPC's status codes, each at its number (https://grpc.io/docs/guides/status-codes/). */
export const GRPC_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcCode = (typeof GRPC_CODES)[number];

/** Returns whether this is the error of a gRPC call that ended with one of these codes. */
export function hasGrpcCode(error: unknown, ...codes: readonly GrpcCode[]): boolean {
  const code = GRPC_CODES[(error as { readonly code?: number }).code ?? -1];
  return code !== undefined && codes.includes(code);
}
