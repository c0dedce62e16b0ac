import { ApiError, expiredToken, internalError, throttled } from './errors.js';

/**
 * What goes wrong with a call.
 *
 * Without effect:
 * - `throttle`, `serverError`, `expiredToken`, or any error by its code, such as `ResourceNotFoundException`: the answer
 * - `reset`: the connection is dropped
 * - `hang`: no answer is sent
 * - `garbage`: the answer is 200 with HTML
 * - `emptyAnswer`: the answer is 200 with a request id and no body
 * - `foreignJson`: the answer is 200 with a request id and JSON of another service
 * - `skewedClock`: the service's clock is ten minutes ahead. It says so in the header `Date`, and refuses requests that
 *   are signed with a time that is more than five minutes off
 *
 * Carried out:
 * - `loseResponse`: the connection is dropped before the answer
 * - `wrongContentType`: the answer says that it is HTML
 * - `noRequestId`: the answer has no request id
 * - `repeatedToken`: a listing ends with the NextToken that it was asked with, or that of its first page
 * - `lostPage`: a listing leaves out the items of this page
 * - `unknownNames`: DescribeProjectVersions is refused as a whole if one of VersionNames does not exist
 *
 * Accepted, and not carried out:
 * - `rejectedEntries`: PutEvents answers 200, and each entry has an error code
 * - `ignored`: nothing changes
 * - `undone`: the status changes, and at the end is the one from before
 */
export const FAULT_KINDS = [
  'throttle',
  'serverError',
  'expiredToken',
  'reset',
  'hang',
  'garbage',
  'emptyAnswer',
  'foreignJson',
  'skewedClock',
  'loseResponse',
  'wrongContentType',
  'noRequestId',
  'repeatedToken',
  'lostPage',
  'unknownNames',
  'rejectedEntries',
  'ignored',
  'undone',
] as const;

export type FaultKind =
  | (typeof FAULT_KINDS)[number]
  | { readonly code: string; readonly message?: string; readonly statusCode?: number };

export interface Fault {
  readonly kind: FaultKind;
  /** Default: any operation. */
  readonly operation?: string;
  /** Only calls that name this, an ARN for instance; default: any. */
  readonly about?: string;
  /** An operation that must have been called since, before any call is met; default: none. */
  readonly after?: string;
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
  /** Which calls of this operation are denied by a fault. */
  denied(operation: string): 'all' | 'some' | 'none';
}

/** @param random returns 0 to 1; seed it to have the same calls go wrong again */
export function createFaults(random: () => number = Math.random): Faults {
  let faults: { readonly fault: Fault; left: number; asleep: boolean }[] = [];
  return {
    add(fault) {
      const added = { fault, left: fault.times ?? Infinity, asleep: fault.after !== undefined };
      faults.push(added);
      return () => void (faults = faults.filter((it) => it !== added));
    },
    clear: () => void (faults = []),
    meet(operation, input) {
      const met = faults.find(
        ({ fault, left, asleep }) =>
          left > 0 &&
          !asleep &&
          (fault.operation === undefined || fault.operation === operation) &&
          (fault.about === undefined || input.includes(fault.about)) &&
          (fault.when === undefined || fault.when()) &&
          (fault.rate === undefined || random() < fault.rate),
      );
      if (met) met.left -= 1;
      for (const it of faults) if (it.fault.after === operation) it.asleep = false;
      return met?.fault.kind;
    },
    denied(operation) {
      const denials = faults.filter(({ fault: { kind, operation: only = operation } }) => {
        const denies = typeof kind === 'object' && kind.code === 'AccessDeniedException';
        return denies && only === operation;
      });
      if (denials.length === 0) return 'none';
      const isForAll = ({ fault: { kind: _kind, operation: _only, ...limits } }: (typeof denials)[number]) =>
        Object.keys(limits).length === 0;
      return denials.some(isForAll) ? 'all' : 'some';
    },
  };
}

/** Instead of an answer: `dropped` if the connection is closed, `hung` if it is left open. */
export type Silence = 'dropped' | 'hung';

/** Returns how a fault withholds the answer to a call, if it does. */
export function silenceOf(fault: FaultKind | undefined, carryOut: () => unknown): Silence | undefined {
  switch (fault) {
    case 'loseResponse':
      carryOut();
      return 'dropped';
    case 'reset':
      return 'dropped';
    case 'hang':
      return 'hung';
    default:
      return undefined;
  }
}

/** The error that a fault answers with, for those that do. */
export function errorOf(kind: FaultKind): ApiError | undefined {
  if (kind === 'throttle') return throttled();
  if (kind === 'serverError') return internalError();
  if (kind === 'expiredToken') return expiredToken();
  return typeof kind === 'object'
    ? new ApiError(kind.code, kind.message ?? kind.code, kind.statusCode)
    : undefined;
}
