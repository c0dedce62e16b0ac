import type { Call } from '../../emulator/emulator.js';
import { complaintsOf, did, effective, tookEffect, type Case } from './case.js';
import type { Done, End } from './journal.js';
import { UNKNOWN_STATUS, type Act } from './story.js';

/** What was done to a model that should not have been, and what was said of it that is not so. */
export function judgeModel(it: Case): string[] {
  const { calls, acts } = it;
  const { terms } = it.named.story;
  const deletions = effective(it, 'DeleteProjectVersion');
  const changes = [...effective(it, 'StopProjectVersion'), ...deletions];
  return complaintsOf(it, (check, end) => {
    const { how, status, at } = end;
    check(deletions.length <= 1, 'deleted twice');
    check(
      changes.every((call) => call.at <= at),
      'changed after its end',
    );
    for (const act of ['reject', 'restore'] as const) {
      const accepted = did(acts, act)?.to;
      check(
        accepted === undefined || deletions.every((call) => call.at <= accepted),
        `deleted after an accepted ${act}`,
      );
    }
    const approved = did(acts, 'approve');
    check(
      terms.approval === undefined ||
        changes.every((call) => approved !== undefined && call.at >= approved.from),
      'stopped or deleted without an approval',
    );
    check(terms.dryRun !== true || changes.length === 0, 'a dry run that changed something');
    check(
      !deletedThoughProtected(calls, deletions, acts),
      'deleted though AWS had told that it is protected',
    );
    check(isJustified(it, end), `ended with ${how}, of which there is no reason`);
    check(how !== 'deleted' || status === undefined, `"deleted" while AWS lists it as ${status}`);
    check(
      how !== 'deleted' || calls.some((call) => call.operation === 'DeleteProjectVersion'),
      '"deleted", and AWS was not told to',
    );
    // A deadline may pass once Delete was sent, and before it is confirmed.
    check(
      deletions.length === 0 || how === 'deleted' || how === 'DeadlineExceeded',
      `deleted, and it says ${how}`,
    );
    check(changes.length === 0 || !['rejected', 'planned', 'never started'].includes(how), 'changed at all');
    check(
      how !== 'restored' || ['RUNNING', 'STARTING'].includes(status ?? '') || did(acts, 'stop') !== undefined,
      `"restored", and it is ${status}`,
    );
  });
}

/** The tags are read right before: what AWS answered then, and not what it would answer later, binds the deletion. */
function deletedThoughProtected(
  calls: readonly Call[],
  deletions: readonly Call[],
  acts: readonly Done[],
): boolean {
  const protectedAt = did(acts, 'protect')?.to;
  return deletions.some(({ at }) => {
    const read = calls.findLast(
      (call) => call.operation === 'ListTagsForResource' && tookEffect(call) && call.at <= at,
    );
    return read === undefined || (protectedAt !== undefined && protectedAt < read.at);
  });
}

function isJustified({ named: { story, status: first, at }, acts, calls }: Case, end: End): boolean {
  const { terms, whole, feature } = story;
  const was = (...done: readonly Act[]) => done.some((act) => did(acts, act) !== undefined);
  switch (end.how) {
    case 'deleted':
      return true;
    case 'planned':
      return terms.dryRun === true;
    case 'alreadyGone':
      return end.status === undefined && was('remove');
    case 'rejected':
      return terms.approval !== undefined || terms.ifServing === 'ask';
    case 'restored':
      return was('restore');
    case 'reclaimed':
      return was('start') && terms.gracePeriod !== undefined;
    case 'cancelled':
      return was('cancel');
    case 'ModelProtected':
      return was('protect');
    case 'ModelRunning':
      return (terms.ifRunning === 'fail' || terms.ifServing === 'fail') && (isUp(first) || was('start'));
    case 'ModelTraining':
      return terms.ifTraining === 'fail' && first === 'TRAINING_IN_PROGRESS';
    case 'DeadlineExceeded':
      return terms.deadline !== undefined && end.at - at >= Number.parseInt(terms.deadline) * 1000;
    case 'UnexpectedStatus':
      return (
        first === UNKNOWN_STATUS ||
        (feature === 'CONTENT_MODERATION' && first === 'RUNNING') ||
        (was('restore') && was('remove', 'stop'))
      );
    case 'never started':
      return whole && calls.every(({ operation }) => !/^(Stop|Delete)/.test(operation));
    default:
      return false;
  }
}

function isUp(status: string | undefined): boolean {
  return status === 'RUNNING' || status === 'STARTING';
}
