import { ownerOf } from './arn.js';
import { hasGrpcCode, type GrpcCode } from './grpc-codes.js';
import type { Trouble } from './trouble.js';

/**
 * The search attributes of runs, all of type Keyword. If a namespace lacks one of them, runs have none, and lists can not
 * be filtered by them. Everything else works without.
 */
export const SEARCH_ATTRIBUTES = [
  'TeardownPhase',
  'TeardownModelStatus',
  'TeardownTrouble',
  'TeardownProject',
  'TeardownAccount',
  'TeardownRegion',
  'TeardownRequestedBy',
] as const;

/** The name of a search attribute. */
export type SearchAttribute = (typeof SEARCH_ATTRIBUTES)[number];

/** A search attribute and its value, as Temporal's SDK takes them. */
export interface SearchAttributePair {
  readonly key: { readonly name: SearchAttribute; readonly type: 'KEYWORD' };
  readonly value: string;
}

/** What the search attributes of a run tell about its request: any of the three. */
export interface Searched {
  readonly projectVersionArn?: string | undefined;
  readonly projectArn?: string | undefined;
  readonly projectName?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly requestedBy?: string | undefined;
}

/**
 * The phases that are worth finding: waits for people, and those that last for hours. Runs update their search attributes
 * when such a phase begins or ends, and not for others, because each update is an event in the history.
 */
export const SEARCHABLE_PHASES = [
  'awaitingApproval',
  'held',
  'paused',
  'training',
  'copying',
  'backingOff',
] as const;

/** A phase that lists of runs can be filtered by. */
export type SearchablePhase = (typeof SEARCHABLE_PHASES)[number];

/** Returns whether lists of runs can be filtered by this phase. */
export function isSearchable(phase: string): phase is SearchablePhase {
  return SEARCHABLE_PHASES.some((searchable) => searchable === phase);
}

// Temporal's SQL visibility stores 255 characters of a Keyword (schema/postgresql/v12/visibility).
const LONGEST = 255;

/** Returns the search attributes of a run. */
export function searchAttributesOf(
  searched: Searched,
  {
    phase = 'looking',
    modelStatus,
    trouble,
  }: {
    readonly phase?: string;
    readonly modelStatus?: string | undefined;
    readonly trouble?: Trouble | undefined;
  } = {},
): SearchAttributePair[] {
  const arn = searched.projectVersionArn ?? searched.projectArn;
  const { projectName, accountId, region } = (arn === undefined ? undefined : ownerOf(arn)) ?? searched;
  const values: Readonly<Record<SearchAttribute, string | undefined>> = {
    TeardownPhase: phase,
    TeardownModelStatus: modelStatus,
    TeardownTrouble: trouble,
    TeardownProject: projectName,
    TeardownAccount: accountId,
    TeardownRegion: region,
    TeardownRequestedBy: searched.requestedBy,
  };
  return SEARCH_ATTRIBUTES.flatMap((name) => {
    const value = values[name];
    return value ? [{ key: { name, type: 'KEYWORD' }, value: value.slice(0, LONGEST) }] : [];
  });
}

/** A list filter that a namespace rejects unless it has all search attributes of runs. */
const ALL_SEARCH_ATTRIBUTES = SEARCH_ATTRIBUTES.map((name) => `${name} = 'any'`).join(' AND ');

/** How long a namespace is taken to lack the search attributes before it is asked again, in milliseconds. */
const ASK_AGAIN_MS = 60_000;

/** How long the server may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 3_000;

/** What is needed of Temporal's client. */
export interface Countable {
  readonly workflow: { count(query: string): Promise<unknown> };
  withDeadline<T>(deadline: number, call: () => Promise<T>): Promise<T>;
}

/**
 * Returns whether the namespace of this client has the search attributes of runs.
 *
 * @param signal that of the call, which then asks the server no more
 */
export type SearchAttributeCheck = (temporal: Countable, signal?: AbortSignal) => Promise<boolean>;

/** An answer that calls share: undefined if the call that asked for it was ended before. */
interface Asked {
  readonly has: Promise<boolean | undefined>;
  readonly at: number;
}

/**
 * Creates a check that asks once: starting a run with an unknown search attribute fails, and so does a run that sets one.
 * If the server does not answer within three seconds, the namespace is taken to lack them for a minute.
 */
export function createSearchAttributeCheck(): SearchAttributeCheck {
  let last: Asked | undefined;
  return async (temporal, signal) => {
    for (;;) {
      const before = last;
      const has = await before?.has;
      // Another call has asked meanwhile.
      if (last !== before) continue;
      if (has === true) return true;
      if (has === false && before && Date.now() <= before.at + ASK_AGAIN_MS) return false;
      signal?.throwIfAborted();
      const asked = { has: hasSearchAttributes(temporal), at: Date.now() };
      last = asked;
      return (await asked.has) ?? false;
    }
  };
}

async function hasSearchAttributes(temporal: Countable): Promise<boolean | undefined> {
  try {
    return await temporal.withDeadline(Date.now() + ANSWER_LIMIT_MS, () => askForSearchAttributes(temporal));
  } catch (error) {
    // The signal of one call must not make others take the namespace to lack them.
    return hasCode(error, 'CANCELLED') ? undefined : false;
  }
}

/**
 * Asks the namespace of this client whether it has the search attributes of runs.
 *
 * @throws the error of Temporal's client if the server does not answer, or refuses to
 */
export async function askForSearchAttributes({ workflow }: Pick<Countable, 'workflow'>): Promise<boolean> {
  try {
    await workflow.count(ALL_SEARCH_ATTRIBUTES);
    return true;
  } catch (error) {
    // The server calls a filter invalid that names an attribute it does not have.
    if (hasCode(error, 'INVALID_ARGUMENT')) return false;
    throw error;
  }
}

/** The error of a call is the cause of the one that Temporal's client throws. */
function hasCode(error: unknown, code: GrpcCode): boolean {
  return error instanceof Error && hasGrpcCode(error.cause ?? error, code);
}
