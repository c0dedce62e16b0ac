import type { Client } from '@temporalio/client';
import type { SearchablePhase } from '../contract/search-attributes.js';
import { countQueryOf, type TeardownFilter } from './list-query.js';
import { asking } from './temporal-call-error.js';
import { listInPhase, listTeardowns, type TeardownSummary } from './teardown-list.js';

/** The order in an overview: teardowns that wait for people, then those in trouble, then long waits. */
const ORDER = Object.keys({
  awaitingApproval: true,
  backingOff: true,
  paused: true,
  held: true,
  training: true,
  copying: true,
} satisfies Record<SearchablePhase, true>) as readonly SearchablePhase[];

/** Running teardowns by phase, and the teardowns that people look for first. */
export interface Overview {
  readonly running: number;
  /** How many of them are teardowns of a model. */
  readonly runningModels: number;
  /** How many of them have each phase in their search attributes. */
  readonly phases: readonly { readonly phase: SearchablePhase; readonly count: number }[];
  /** Teardowns that wait for approval first, then those that AWS refuses, that are paused, held, training or copying. */
  readonly teardowns: readonly TeardownSummary[];
}

/**
 * Counts on the server, and stops reading lists at the limit.
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
  const count = async (counted: TeardownFilter, phase?: SearchablePhase) => {
    const query = countQueryOf(counted, phase, hasAttributes, Date.now());
    return (await asking({ asked: 'count teardowns' }, () => temporal.workflow.count(query))).count;
  };
  const isAboutModels = (filter.kind ?? 'model') === 'model';
  const [running, runningModels, ...counts] = await Promise.all([
    count(filter),
    isAboutModels ? count({ ...filter, kind: 'model' }) : 0,
    ...ORDER.map((phase) => count(filter, phase)),
  ]);
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
    // A list reads its first page when it begins.
    if (byRun.size >= limit) break;
    for await (const teardown of list) {
      if (!byRun.has(teardown.runId)) byRun.set(teardown.runId, teardown);
      if (byRun.size >= limit) break;
    }
  }
  return { running, runningModels, phases, teardowns: [...byRun.values()] };
}
