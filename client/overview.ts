import type { Client } from '@temporalio/client';
import type { SearchablePhase } from '../contract/search-attributes.js';
import { countQueryOf, type TeardownFilter } from './list-query.js';
import { listInPhase, listTeardowns, type TeardownSummary } from './teardown-list.js';

/** What comes first: what waits for people, then what is in trouble, then what lasts. */
const ORDER = [
  'awaitingApproval',
  'backingOff',
  'paused',
  'held',
  'training',
  'copying',
] as const satisfies readonly SearchablePhase[];

/** How many teardowns are running, and those that people look for first. */
export interface Overview {
  readonly running: number;
  /** How many of them are in each phase that lists can be filtered by, as far as search attributes tell. */
  readonly phases: readonly { readonly phase: SearchablePhase; readonly count: number }[];
  /** Those that wait for approval first, then those that AWS refuses, paused, held, in training and copying ones. */
  readonly teardowns: readonly TeardownSummary[];
}

/**
 * Counts on the server, and reads no more teardowns than are returned.
 *
 * @param limit how many teardowns to return at most
 * @throws TeardownError `InvalidRequest` if the namespace lacks the search attributes
 */
export async function overviewOf(
  temporal: Client,
  filter: TeardownFilter,
  hasAttributes: boolean,
  limit: number,
): Promise<Overview> {
  const count = async (phase?: SearchablePhase) =>
    (await temporal.workflow.count(countQueryOf(filter, phase, hasAttributes, Date.now()))).count;
  const [running, ...counts] = await Promise.all([count(), ...ORDER.map(count)]);
  const phases = ORDER.flatMap((phase, index) => {
    const inPhase = counts[index] ?? 0;
    return inPhase > 0 ? [{ phase, count: inPhase }] : [];
  });
  const byRun = new Map<string, TeardownSummary>();
  const lists = [
    ...phases.map(({ phase }) => listInPhase(temporal, filter, phase)),
    listTeardowns(temporal, filter, hasAttributes),
  ];
  for (const list of lists) {
    for await (const teardown of list) {
      if (byRun.size >= limit) return { running, phases, teardowns: [...byRun.values()] };
      if (!byRun.has(teardown.runId)) byRun.set(teardown.runId, teardown);
    }
  }
  return { running, phases, teardowns: [...byRun.values()] };
}
