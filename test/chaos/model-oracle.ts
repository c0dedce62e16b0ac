import { judgeChanges } from './change-rules.js';
import {
  changesOf,
  complaintsOf,
  did,
  effective,
  lastStart,
  looksAt,
  type Case,
  type Check,
} from './case.js';
import { isJustified } from './ends.js';
import type { End } from './journal.js';
import { judgePromises } from './promise-rules.js';
import { judgeRecord, type Kept } from './record-rules.js';

/** What was done to a model that should not have been, and what was said of it that is not so. */
export function judgeModel(it: Case, news: readonly string[], kept: readonly Kept[]): string[] {
  return complaintsOf(it, (check, end) => {
    judgeChanges(it, end, check);
    judgePromises(it, end, check);
    judgeEnd(it, end, check);
    judgeRecord(it, end, kept, check);
    const { how } = end;
    if (how === 'deleted')
      check(news.includes('teardown.deleted'), 'news', '"deleted", and no receiver was notified');
    for (const { wrong } of it.acts) check(wrong === undefined, 'contract', wrong ?? '');
  });
}

function judgeEnd(it: Case, end: End, check: Check): void {
  const { how, status } = end;
  const changes = changesOf(it);
  const deletions = effective(it, 'DeleteProjectVersion');
  const since = lastStart(it);
  const gone = how === 'deleted' || how === 'alreadyGone';
  check(
    !gone || status === undefined,
    how === 'deleted' ? 'rule 6' : 'rule 11',
    `"${how}", and AWS lists it as ${status}`,
  );
  const lastDeletion = deletions.at(-1)?.at ?? 0;
  check(
    !gone ||
      looksAt(it).some(({ at, status: shown }) => shown === 'GONE' && at >= lastDeletion) ||
      isProjectGone(it),
    'rule 6',
    `"${how}", and AWS never said that it lists it no longer`,
  );
  check(
    how !== 'deleted' || changes.some(isDelete),
    'rule 6',
    '"deleted", and no DeleteProjectVersion was sent',
  );
  check(
    isJustified(it, end),
    changes.some(({ at }) => at >= since) ? 'rule 16' : 'rule 10',
    `ended with ${how}, of which there is no reason`,
  );
  // A deadline may pass once Delete was sent, and before it is confirmed. Of an earlier run's deletion, the next knows nothing.
  const says = ['deleted', 'DeadlineExceeded', 'TIMED_OUT'];
  check(
    deletions.length === 0 ||
      status !== undefined ||
      says.includes(how) ||
      (how === 'alreadyGone' && since > it.named.at),
    'rule 5',
    `deleted, and it says ${how}`,
  );
  const untouched = ['rejected', 'planned', 'never started'];
  check(
    !untouched.includes(how) || changes.every(({ at }) => at < since),
    'rule 13',
    `"${how}", and something was sent`,
  );
  const stopped = did(it.acts, 'stop');
  check(
    how !== 'restored' || ['RUNNING', 'STARTING'].includes(status ?? '') || stopped !== undefined,
    'rule 14',
    `"restored", and it is ${status}`,
  );
}

/** With the project, its last model has gone. */
function isProjectGone({ named, projectCalls }: Case): boolean {
  return named.scenario.whole && projectCalls.some(({ operation }) => operation === 'DeleteProject');
}

function isDelete({ operation }: { readonly operation: string }): boolean {
  return operation === 'DeleteProjectVersion';
}
