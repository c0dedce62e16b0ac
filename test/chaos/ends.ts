import { changesOf, did, effective, lastStart, restartsOf, type Case } from './case.js';
import type { End, Trouble } from './journal.js';
import { UNKNOWN_STATUS, type Act } from './scenario.js';

/** IAM's changes take a while, so that a worker waits for so long before it believes that it is denied. */
const DENIAL_MS = 55_000;

/** Whether what happened is a reason for a model's run to end so. */
export function isJustified(it: Case, end: End): boolean {
  const { named, acts, troubles } = it;
  const { scenario, status: first, at } = named;
  const { terms, whole, feature, executionTimeout } = scenario;
  const was = (...done: readonly Act[]) => did(acts, ...done) !== undefined;
  const restarted = restartsOf(it).length > 0;
  const since = lastStart(it);
  // What AWS refused changed nothing. What it did not answer may have.
  const changed = changesOf(it).some(({ at: sentAt, error }) => sentAt >= since && error === undefined);
  switch (end.how) {
    case 'deleted':
      return true;
    case 'planned':
      return terms.dryRun === true;
    case 'alreadyGone':
      return end.status === undefined && (was('remove') || restarted);
    case 'rejected':
      return terms.approval !== undefined || terms.ifServing === 'ask';
    case 'restored':
      return was('restore');
    case 'reclaimed':
      // A Stop that AWS undoes looks like a model that somebody started again.
      return terms.gracePeriod !== undefined && (was('start') || wasUndone(it, 'StopProjectVersion'));
    case 'cancelled':
      // Who ends the run of a project ends those of its models.
      return was('cancel') || (whole && restarted);
    case 'ModelProtected':
      return was('protect');
    case 'ModelRunning':
      return (terms.ifRunning === 'fail' || terms.ifServing === 'fail') && (isUp(first) || was('start'));
    case 'ModelTraining':
      return terms.ifTraining === 'fail' && first === 'TRAINING_IN_PROGRESS';
    case 'DeadlineExceeded':
      return isPast(end.at, since, terms.deadline, 1) || isPast(end.at, at, executionTimeout, 2 / 3);
    case 'TIMED_OUT':
      // Temporal's server counts from its own start of the last run, before an operator learns of it.
      return isPast(end.at, at, executionTimeout, 1);
    case 'UnexpectedStatus':
      return (
        first === UNKNOWN_STATUS ||
        (feature === 'CONTENT_MODERATION' && first === 'RUNNING') ||
        // A run that was reset accepts a restore before it has seen whether the model ever ran.
        (was('restore') && (was('remove', 'stop', 'reset') || wasNotStarted(it)))
      );
    case 'AccessDenied':
      return !changed && wasDenied(troubles, end.at);
    case 'never started':
      return whole && !changed;
    default:
      return false;
  }
}

/** Whether AWS took no credentials for long enough before a time. */
export function wasDenied(troubles: readonly Trouble[], at: number): boolean {
  return troubles.some(
    ({ kind, from, to }) => kind === 'credentials' && to - from >= DENIAL_MS && from < at && to > at - 90_000,
  );
}

/** Returns whether AWS accepted a Start and did not carry it out: somebody may have stopped the model, so it is left. */
function wasNotStarted({ calls }: Case): boolean {
  return calls.some(
    ({ operation, fault }) =>
      operation === 'StartProjectVersion' && (fault === 'ignored' || fault === 'undone'),
  );
}

function wasUndone(it: Case, operation: string): boolean {
  return effective(it, operation).some(({ fault }) => fault === 'undone');
}

/** @param share of the time that must have passed */
function isPast(at: number, since: number, limit: string | number | undefined, share: number): boolean {
  if (limit === undefined) return false;
  const seconds = typeof limit === 'number' ? limit : Number.parseInt(limit);
  // The server's clock and this one's may differ in the rounding.
  return at - since >= seconds * 1000 * share - 50;
}

function isUp(status: string | undefined): boolean {
  return status === 'RUNNING' || status === 'STARTING';
}
