import { ApiError, internalError, throttled } from './errors.js';

/**
 * What goes wrong with a call:
 * - `throttle`, `serverError`, or any error by its code: answered with, without effect
 * - `reset`: the connection is dropped, without effect
 * - `hang`: never answered, without effect
 * - `garbage`: answered with what is not JSON, without effect
 * - `loseResponse`: carried out, and the connection dropped before the answer
 */
export type FaultKind =
  | 'throttle'
  | 'serverError'
  | 'reset'
  | 'hang'
  | 'garbage'
  | 'loseResponse'
  | { readonly code: string; readonly message?: string; readonly statusCode?: number };

export interface Fault {
  readonly kind: FaultKind;
  /** Default: any operation. */
  readonly operation?: string;
  /** Only calls that name this, an ARN for instance; default: any. */
  readonly about?: string;
  /** How many of the calls that it meets go wrong; default: all. */
  readonly times?: number;
  /** Only calls that come while this returns true; default: always. */
  readonly when?: () => boolean;
  /** Share of the calls that it meets that go wrong, 0 to 1; default: 1. */
  readonly rate?: number;
}

export interface Faults {
  /** Returns what takes it away again. */
  add(fault: Fault): () => void;
  clear(): void;
  /** The fault that meets this call, if one does. */
  meet(operation: string, input: string): FaultKind | undefined;
}

/** @param random returns 0 to 1; seed it to have the same calls go wrong again */
export function createFaults(random: () => number = Math.random): Faults {
  let faults: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      const added = { fault, left: fault.times ?? Infinity };
      faults.push(added);
      return () => void (faults = faults.filter((it) => it !== added));
    },
    clear: () => void (faults = []),
    meet(operation, input) {
      const met = faults.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.operation === undefined || fault.operation === operation) &&
          (fault.about === undefined || input.includes(fault.about)) &&
          (fault.when === undefined || fault.when()) &&
          (fault.rate === undefined || random() < fault.rate),
      );
      if (met) met.left -= 1;
      return met?.fault.kind;
    },
  };
}

/** The error that a fault answers with, for those that do. */
export function errorOf(kind: FaultKind): ApiError | undefined {
  if (kind === 'throttle') return throttled();
  if (kind === 'serverError') return internalError();
  return typeof kind === 'object'
    ? new ApiError(kind.code, kind.message ?? kind.code, kind.statusCode)
    : undefined;
}
