import type { FailureDetails } from '../contract/activities.js';
import { matchesAny } from '../contract/name-pattern.js';
import { permanent } from './aws/errors.js';

/** Name patterns of one kind, in which `*` matches any text. All names are allowed if `allow` is undefined. */
export interface NameList {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** Limits what a worker may tear down, regardless of the request. */
export interface AllowLists {
  readonly accounts: NameList;
  readonly regions: NameList;
  readonly projects: NameList;
}

export const ALLOW_ALL: AllowLists = { accounts: {}, regions: {}, projects: {} };

/** The names that an allow list checks. */
export interface Owned {
  readonly accountId: string;
  readonly region: string;
  readonly projectName: string;
}

/**
 * Checks that a worker may tear something down.
 *
 * @param what names what would be torn down, for the message
 * @param ofChange of a change: whether an earlier attempt, perhaps of a worker that may send it, may have been carried out
 * @throws ApplicationFailure `NotAllowed`, before any request is sent
 */
export function checkAllowed(lists: AllowLists, owned: Owned, what: string, ofChange?: FailureDetails): void {
  const why = whyNotAllowed(lists, owned);
  if (why === undefined) return;
  const sent = ofChange?.repeated
    ? `the change of ${what} was not sent again. An earlier attempt may have been carried out.`
    : `no request about ${what} was sent.`;
  throw permanent(
    'NotAllowed',
    `The worker's configuration ${why}, so ${sent} Change TEARDOWN_ALLOW_* and TEARDOWN_DENY_* on the worker, or use a worker that is allowed to.`,
    ofChange,
  );
}

/** Returns why something is not allowed, as the rest of a sentence, or undefined if it is allowed. */
export function whyNotAllowed(lists: AllowLists, owned: Owned): string | undefined {
  const checks = [
    ['account', owned.accountId, lists.accounts],
    ['Region', owned.region, lists.regions],
    ['project', owned.projectName, lists.projects],
  ] as const;
  for (const [kind, name, { allow, deny = [] }] of checks) {
    const why = matchesAny(deny, name) ? 'denies' : allow && !matchesAny(allow, name) && 'does not allow';
    if (why) return `${why} the ${kind} ${name}`;
  }
  return undefined;
}
