import { complaintsOf, did, effective, isAnswered, restartsOf, tooLateAfter, type Case } from './case.js';
import { wasDenied } from './ends.js';

/** @param left the project's models that AWS listed at the end */
export function judgeProject(it: Case, left: readonly string[]): string[] {
  const { acts, calls, named, troubles } = it;
  const { terms } = named.scenario;
  const deletions = effective(it, 'DeleteProject');
  const sent = calls.filter(({ operation }) => operation === 'DeleteProject');
  return complaintsOf(it, (check, end) => {
    const { how, at, status } = end;
    const restarted = restartsOf(it).length > 0;
    const gone = how === 'deleted' || how === 'alreadyGone';
    const says = gone || ['TIMED_OUT', 'DeadlineExceeded'].includes(how);
    check(deletions.length === 0 || says, 'rule 5', `deleted, and it says ${how}`);
    check(
      !gone || (status === undefined && left.length === 0),
      'rule 6',
      `"${how}", and left are ${left.join()}`,
    );
    check(how !== 'deleted' || sent.length > 0, 'rule 6', '"deleted", and no DeleteProject was sent');
    for (const call of sent) {
      const read = calls.findLast(
        (one) => one.operation === 'ListTagsForResource' && one.at <= call.at && isAnswered(one),
      );
      check(read !== undefined, 'rule 12', 'deleted without a look at its tags');
      check(
        !acts.some((one) => one.act === 'protect' && one.arn === it.arn),
        'rule 12',
        'deleted though protected',
      );
      check(call.at <= tooLateAfter(at, true), 'rule 14', 'DeleteProject was sent after its end');
    }
    check(
      isJustified(how),
      sent.length > 0 ? 'rule 16' : 'rule 10',
      `ended with ${how}, of which there is no reason`,
    );

    function isJustified(as: string): boolean {
      switch (as) {
        case 'deleted':
          return true;
        case 'alreadyGone':
          return restarted;
        case 'incomplete':
          return status !== undefined;
        case 'planned':
          return terms.dryRun === true;
        case 'rejected':
          return terms.approval !== undefined;
        case 'cancelled':
          return did(acts, 'cancel') !== undefined;
        case 'ModelProtected':
          return acts.some((one) => one.act === 'protect' && one.arn === it.arn);
        case 'AccessDenied':
          return wasDenied(troubles, at);
        default:
          return false;
      }
    }
  });
}
