import { STALE_MS } from '../../contract/activities.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { AwsAccess } from './access.js';
import { NoAnswer } from './answer-gate.js';
import { callAws, type ReadOptions } from './call.js';
import { isNamed } from './errors.js';
import { ALL, namesToAskFor } from './names-to-ask-for.js';
import { resuming } from './resuming.js';

/** A paginated listing of AWS, of everything or of one name. */
export interface Listing<Item> {
  /** The IAM action. */
  readonly action: string;
  /** What is listed, for the messages of errors. */
  readonly what: string;
  /** Callers with the same key may share a call. */
  readonly key: string;
  /** The name to list, or `ALL`. */
  readonly name: string;
  /** Whether the name is asked for without those of others, so that the listing has one page. */
  readonly alone?: boolean;
  readonly ask: (query: PageQuery, http: { abortSignal: AbortSignal }) => Promise<Page<Item>>;
}

interface PageQuery {
  /** Undefined to list everything. */
  readonly names?: string[];
  readonly NextToken?: string;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Progress of a listing. */
interface Place<Item> {
  /** When AWS was asked for the first page, in epoch milliseconds. */
  readonly since?: number;
  readonly items: Item[];
  /** Every token so far. */
  readonly tokens: string[];
  readonly names: string[] | undefined;
}

export interface Listed<Item> {
  /** When AWS was asked for the first page, in epoch milliseconds. */
  readonly since: number;
  readonly items: readonly Item[];
  readonly pages: number;
}

/**
 * Lists page by page. Each page is a call with its own turn of the quota and its own timeout. An attempt resumes with
 * the page for which the previous attempt got no answer.
 *
 * @returns `unknown` if AWS answers with ResourceNotFoundException. Since a name that does not exist may be the reason,
 * everything is listed first.
 */
export async function list<Item>(
  aws: AwsAccess,
  listing: Listing<Item>,
  options?: ReadOptions,
): Promise<Listed<Item> | 'unknown'> {
  const { action, name, alone } = listing;
  const key = alone ? `${listing.key} only ${name}` : listing.key;
  const listed = await resuming<{ place: Place<Item> }, Listed<Item> | 'unknown'>(
    `${action} ${key} ${name}`,
    () => ({ place: FIRST }),
    (state) => listRest(aws, { ...listing, key }, state, options),
  );
  if (listed !== 'unknown' || name === ALL) return listed;
  return list(aws, { ...listing, name: ALL, alone: false }, options);
}

const FIRST: Place<never> = { items: [], tokens: [], names: undefined };

async function listRest<Item>(
  aws: AwsAccess,
  listing: Listing<Item>,
  state: { place: Place<Item> },
  options?: ReadOptions,
): Promise<Listed<Item> | 'unknown'> {
  for (;;) {
    const { items, tokens, since: before } = state.place;
    try {
      const { page, names, askedAt } = await askForPage(aws, listing, state, options);
      const since = before ?? askedAt;
      const all = [...items, ...page.items];
      // An empty token is none, as for AWS's SDKs.
      if (!page.next) return { since, items: all, pages: tokens.length + 1 };
      state.place = { since, items: all, tokens: [...tokens, page.next], names };
    } catch (error) {
      if (isNotFound(error)) return 'unknown';
      throw error;
    }
  }
}

function askForPage<Item>(
  aws: AwsAccess,
  { action, what, key, name, ask }: Listing<Item>,
  state: { place: Place<Item> },
  options?: ReadOptions,
) {
  const { tokens, names: before } = state.place;
  const token = tokens.at(-1);
  const share =
    token === undefined ? { key, part: name } : { key: [key, token, ...(before ?? [])].join(' '), part: ALL };
  // An invalid token does not tell which page was wrong.
  const beginAgain = () => (state.place = FIRST);
  return callAws(
    aws,
    action,
    what,
    async (http, parts) => {
      const names = token === undefined ? namesToAskFor(parts) : before;
      // Not when the answer is read: in between, the machine may be suspended.
      const askedAt = Date.now();
      const page = await ask(omitUndefined({ names, NextToken: token }), http).catch((error: unknown) => {
        if (isNamed(error, 'InvalidPaginationTokenException')) beginAgain();
        throw error;
      });
      if (page.next !== undefined && tokens.includes(page.next)) {
        beginAgain();
        throw new NoAnswer('HTTP 200 with a NextToken that was returned before');
      }
      return { page, names, askedAt };
    },
    { ...options, expected: isNotFound, share },
  );
}

/**
 * Returns whether what a listing contains may still be decided on. Each page waits for its turn, and the first may be minutes
 * old when the last one comes.
 */
export function isFresh({ since }: Pick<Listed<unknown>, 'since'>): boolean {
  return Math.abs(Date.now() - since) <= STALE_MS;
}

const isNotFound = (error: unknown) => isNamed(error, 'ResourceNotFoundException');
