import { InvalidKeysError } from '../../codec/keyring.js';
import { NoTemporalServerError } from '../connection.js';
import { TeardownError } from '../teardown-error.js';

/** What the command line ends with. Scripts rely on these. */
export const EXIT = {
  ok: 0,
  failed: 1,
  invalid: 2,
  noServer: 3,
  cancelled: 4,
  notFound: 5,
  kept: 6,
  incomplete: 7,
  /** As a shell reports a command that Ctrl-C ended; the teardown itself goes on. */
  detached: 130,
} as const;

export const EXIT_CODES_HELP = `Exit codes:
  0    done: deleted, already gone, planned, or asked for
  1    the teardown failed; the message says why
  2    invalid input or options; nothing was called
  3    no Temporal server could be reached
  4    the teardown was cancelled or terminated
  5    no such teardown
  6    nothing was deleted: rejected, restored or reclaimed
  7    some models of a project or sweep are left; the table says why
  130  Ctrl-C: this command ended, the teardown goes on`;

/** Ctrl-C while a teardown was followed. */
export class Detached extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof NoTemporalServerError) return EXIT.noServer;
  if (error instanceof Detached) return EXIT.detached;
  if (error instanceof InvalidKeysError) return EXIT.invalid;
  if (!(error instanceof TeardownError)) return EXIT.failed;
  switch (error.type) {
    case 'InvalidRequest':
      return EXIT.invalid;
    case 'Cancelled':
    case 'Terminated':
      return EXIT.cancelled;
    case 'NotFound':
      return EXIT.notFound;
    default:
      return EXIT.failed;
  }
}
