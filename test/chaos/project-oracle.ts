import { complaintsOf, did, effective, type Case } from './case.js';

/** @param left the project's models that AWS listed at the end */
export function judgeProject(it: Case, left: readonly string[]): string[] {
  const { acts } = it;
  const { terms } = it.named.story;
  const deletions = effective(it, 'DeleteProject');
  return complaintsOf(it, (check, end) => {
    check(deletions.length <= 1, 'deleted twice');
    switch (end.how) {
      case 'deleted':
        check(end.status === undefined && left.length === 0, `"deleted", and left are ${left.join()}`);
        check(deletions.length === 1, '"deleted", and AWS was not told to');
        break;
      case 'incomplete':
        check(end.status !== undefined && deletions.length === 0, '"incomplete", and the project is deleted');
        break;
      case 'planned':
        check(terms.dryRun === true && deletions.length === 0, '"planned", and deleted');
        break;
      case 'rejected':
        check(terms.approval !== undefined && deletions.length === 0, '"rejected", and deleted');
        break;
      case 'cancelled':
        check(did(acts, 'cancel') !== undefined, 'cancelled, and nobody has cancelled it');
        break;
      default:
        check(false, `ended with ${end.how}, of which there is no reason`);
    }
  });
}
