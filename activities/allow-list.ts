import { matchesAny } from '../contract/name-pattern.js';
import { permanent } from './aws-errors.js';

/** Names of one kind, each with `*` for any text. `allow` is undefined where all are allowed. */
export interface NameList {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** What a worker may tear down, whatever a request says. */
export interface AllowLists {
  readonly accounts: NameList;
  readonly regions: NameList;
  readonly projects: NameList;
}

export const ALLOW_ALL: AllowLists = { accounts: {}, regions: {}, projects: {} };

/** What an allow list looks at. */
export interface Owned {
  readonly accountId: string;
  readonly region: string;
  readonly projectName: string;
}

/**
 * @param what it is that would be torn down, for the message
 * @throws ApplicationFailure `NotAllowed`, before anything is called
 */
export function checkAllowed(lists: AllowLists, owned: Owned, what: string): void {
  const why = whyNotAllowed(lists, owned);
  if (why === undefined) return;
  throw permanent(
    'NotAllowed',
    `The worker's configuration ${why}, so nothing was sent about ${what}. Ask whoever runs the worker, or run one that may (TEARDOWN_ALLOW_* and TEARDOWN_DENY_*).`,
  );
}

/** The rest of a sentence, or undefined for what is allowed. */
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
