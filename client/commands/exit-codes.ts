import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { messageOf as saidBy } from '../../contract/message-of.js';
import { InvalidSettingError } from '../../contract/settings.js';
import { NoTemporalServerError } from '../connection.js';
import { TeardownError } from '../teardown-error.js';
import { TemporalCallError } from '../temporal-call-error.js';

/** Exit codes of the command line. Scripts rely on these. */
export const EXIT = {
  ok: 0,
  failed: 1,
  invalid: 2,
  noServer: 3,
  cancelled: 4,
  notFound: 5,
  kept: 6,
  incomplete: 7,
  /** The code that shells report after Ctrl-C. The teardown itself continues. */
  detached: 130,
} as const;

export const EXIT_CODES_HELP = `Exit codes:
  0    success: deleted, already gone, planned, or request sent
  1    the teardown failed, or Temporal refused a request; the message gives the reason
  2    invalid input, options or settings; no request was sent
  3    the Temporal server could not be reached
  4    the teardown was cancelled or terminated
  5    no such teardown
  6    nothing was deleted: rejected, restored or reclaimed
  7    incomplete: some models of the project or sweep were not deleted; the table gives the reasons
  130  interrupted by Ctrl-C; the teardown continues`;

/** Thrown on Ctrl-C while a teardown is followed. */
export class Detached extends Error {}

/** Returns the line that tells people what went wrong. */
export function messageOf(error: unknown): string {
  if (error instanceof NamespaceNotFoundError) {
    return `The Temporal server has no namespace ${error.namespace}. Set TEMPORAL_NAMESPACE.`;
  }
  return saidBy(error);
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof NoTemporalServerError) return EXIT.noServer;
  if (error instanceof Detached) return EXIT.detached;
  if (error instanceof InvalidSettingError || error instanceof NamespaceNotFoundError) return EXIT.invalid;
  if (error instanceof TemporalCallError) return exitCodeOfCall(error);
  if (!(error instanceof TeardownError)) return EXIT.failed;
  switch (error.type) {
    case 'InvalidRequest':
      // A run that failed with it was started: the request did not match what AWS has.
      return error.cause instanceof ApplicationFailure ? EXIT.failed : EXIT.invalid;
    case 'Cancelled':
    case 'Terminated':
      return EXIT.cancelled;
    case 'NotFound':
      return EXIT.notFound;
    default:
      return EXIT.failed;
  }
}

function exitCodeOfCall({ code }: TemporalCallError): number {
  if (code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED') return EXIT.noServer;
  return code === 'NOT_FOUND' ? EXIT.invalid : EXIT.failed;
}
