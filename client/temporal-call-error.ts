import { ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import type { GrpcCode } from '../contract/grpc-codes.js';
import { grpcErrorOf, type GrpcStatus } from './grpc-errors.js';

/** The gRPC status of a call to the Temporal server. `NOT_FOUND` means that the server has no such namespace. */
export type TemporalCallCode = GrpcCode;

/** The codes with which a server or a gateway refuses a request. With any other code, it may have been accepted. */
const REFUSALS: readonly TemporalCallCode[] = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'UNIMPLEMENTED',
  'UNAUTHENTICATED',
];

const REMEDIES: Readonly<Partial<Record<TemporalCallCode, string>>> = {
  UNAVAILABLE: 'Check that the Temporal server is up and that this process can reach it.',
  DEADLINE_EXCEEDED: 'Check that the Temporal server and a worker are up.',
  FAILED_PRECONDITION: 'Check that a worker is up.',
  RESOURCE_EXHAUSTED: 'The namespace may have reached a limit: ask again later.',
  INVALID_ARGUMENT: 'Correct the request.',
  NOT_FOUND: "Correct the client's namespace, or set TEMPORAL_NAMESPACE.",
  PERMISSION_DENIED: 'Check what the API key or certificate of this client may do in the namespace.',
  UNAUTHENTICATED: 'Check the API key or certificate of this client: TEMPORAL_API_KEY or TEMPORAL_TLS_*.',
};

/** What a call asked the Temporal server for. */
export interface Asked {
  /** In words that complete "the request to ...". */
  readonly asked: string;
  readonly arn?: string | undefined;
  /** What to do if the answer was lost. Undefined for a call that changes nothing. */
  readonly ifLost?: string | undefined;
}

/**
 * Thrown if the Temporal server did not answer a call, or refused it. `message` has the remedy. If the answer to a start or a
 * decision was lost, the message says that it may have been accepted, and what to do then. `cause` is the error of the
 * Temporal client.
 */
export class TemporalCallError extends Error {
  override readonly name = 'TemporalCallError';
  readonly code: TemporalCallCode;
  /** What was asked: `start the teardown of ARN`. */
  readonly asked: string;
  /** The model or project, or the workflow ID of a sweep. Undefined for lists and schedules. */
  readonly arn: string | undefined;

  constructor(code: TemporalCallCode, details: string, { asked, arn, ifLost }: Asked, options: ErrorOptions) {
    const isRefused = REFUSALS.includes(code);
    const sentences = [
      `Temporal ${isRefused ? 'refused' : 'did not answer'} the request to ${asked} (${code}: ${details}).`,
      isRefused || ifLost === undefined ? undefined : `It may have been accepted: ${ifLost}.`,
      REMEDIES[code],
    ];
    super(sentences.filter((sentence) => sentence !== undefined).join(' '), options);
    this.code = code;
    this.asked = asked;
    this.arn = arn;
  }
}

/** Converts an error of a call to the Temporal server to a `TemporalCallError`, and returns others unchanged. */
export function temporalCallError(error: unknown, asked: Asked): unknown {
  if (error instanceof TemporalCallError) return error;
  if (error instanceof NamespaceNotFoundError) {
    const details = `there is no namespace ${error.namespace}`;
    return new TemporalCallError('NOT_FOUND', details, asked, { cause: error });
  }
  const status = grpcErrorOf(error) ?? withoutStatus(error);
  if (status === undefined) return error;
  const { code, details } = status;
  return new TemporalCallError(code, details, asked, { cause: error });
}

/** The Temporal client hides any other error of a call, such as that of a closed connection, as the cause of this one. */
function withoutStatus(error: unknown): GrpcStatus | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  return { code: 'UNKNOWN', details: error.cause?.message ?? error.message };
}

/** Makes a call to the Temporal server. */
export async function asking<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw temporalCallError(error, asked);
  }
}
