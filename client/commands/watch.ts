import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { SearchablePhase } from '../../contract/search-attributes.js';
import type { TeardownFilter } from '../list-query.js';
import type { Overview } from '../overview.js';
import type { TeardownClient } from '../teardown-client.js';
import type { TeardownSummary } from '../teardown-list.js';
import { billedUnits, mayBeBilled, type Cost } from './billed-units.js';
import { messageOf } from './exit-codes.js';
import { fromNow, phaseInWords } from './times-and-phases.js';
import { inOneLine } from './printable.js';

/** Visibility lags by about a second anyway. */
const RENEW_MS = 2000;
/** A query wakes a worker, so a run is asked again only after this time, unless its phase has changed. */
const ASK_AGAIN_MS = 30_000;
const LONGEST_REASON = 160;

/** Shown instead of an empty list. */
export const NONE = 'No teardowns found.';

/** Phases in which the run is queried for a time limit, or for the reason why AWS refuses its calls. */
const QUERIED: readonly (SearchablePhase | undefined)[] = ['awaitingApproval', 'held', 'backingOff'];

/** The progress of a run, in parts. */
interface Details extends Cost {
  readonly waitingFor?: string;
  readonly approvalEndsAt?: string;
  readonly graceEndsAt?: string;
}

/**
 * Shows the number of teardowns in each phase, and the teardowns that people look for first, until Ctrl-C ends this command.
 *
 * @param lineOf returns the line of one teardown
 */
export async function watchOverview(
  client: TeardownClient,
  filter: TeardownFilter,
  limit: number,
  lineOf: (teardown: TeardownSummary) => string,
): Promise<never> {
  const asked = new Map<string, { readonly at: number; readonly details: Promise<Details | undefined> }>();
  const ask = (teardown: TeardownSummary): Promise<Details | undefined> => {
    const { phase, runId, workflowId } = teardown;
    if (!QUERIED.includes(phase) && !mayBeBilled(teardown)) return Promise.resolve(undefined);
    const key = `${runId} ${phase}`;
    const last = asked.get(key);
    if (last && Date.now() < last.at + ASK_AGAIN_MS) return last.details;
    // A run that can't be queried is shown without details, for example if it is encrypted with another key.
    const details = client
      .runOf(workflowId)
      .progressIfKnown()
      .then((progress) => progress as Details | undefined)
      .catch(() => undefined);
    asked.set(key, { at: Date.now(), details });
    return details;
  };
  return refreshed(async () => {
    const overview = await client.overview(filter, limit);
    const shown = await Promise.all(
      overview.teardowns.map(async (teardown) => [teardown, await ask(teardown)] as const),
    );
    const lines = shown.flatMap(([teardown, details]) => {
      const more = moreOf(teardown.phase, details);
      return more === undefined ? [lineOf(teardown)] : [lineOf(teardown), `  ${more}`];
    });
    const billed = billedUnits(overview, shown);
    const counts = billed === undefined ? [countsOf(overview)] : [countsOf(overview), billed];
    return [...counts, ...(lines.length > 0 ? lines : [NONE])];
  });
}

/**
 * Shows lines and refreshes them until Ctrl-C ends this command. If they can't be read again, the last ones stay, below the
 * reason.
 */
export async function refreshed(read: () => Promise<readonly string[]>): Promise<never> {
  const update = createLogUpdate(process.stdout);
  let lines = await read();
  let problem: readonly string[] = [];
  for (;;) {
    const { columns, rows } = process.stdout;
    update(fitting([...problem, ...lines].map(inOneLine), columns, rows - 1).join('\n'));
    await sleep(RENEW_MS);
    try {
      lines = await read();
      problem = [];
    } catch (error) {
      problem = [`Not up to date: ${messageOf(error)}`];
    }
  }
}

/** Returns the first lines, as many as fit on a terminal: those that people look for first must not scroll away. */
export function fitting(lines: readonly string[], columns: number, rows: number): string[] {
  const height = (line: string) => Math.max(1, Math.ceil(line.length / columns));
  const total = lines.reduce((sum, line) => sum + height(line), 0);
  if (total <= rows) return [...lines];
  const kept: string[] = [];
  let used = 1;
  for (const line of lines) {
    used += height(line);
    if (used > rows) break;
    kept.push(line);
  }
  return [...kept, '…'];
}

/** Returns the counts in words: `9 running: 2 waiting for approval, 3 training, 4 others`. */
export function countsOf({ running, phases }: Pick<Overview, 'running' | 'phases'>): string {
  if (running === 0) return 'None running';
  const counted = phases.map(({ phase, count }) => `${count} ${phaseInWords(phase)}`);
  const others = running - phases.reduce((sum, { count }) => sum + count, 0);
  if (others > 0 && counted.length > 0) counted.push(`${others} ${others === 1 ? 'other' : 'others'}`);
  return counted.length === 0 ? `${running} running` : `${running} running: ${counted.join(', ')}`;
}

/** Returns the second line of a teardown: its time limit, or the reason why AWS refuses its calls. */
export function moreOf(phase: SearchablePhase | undefined, details: Details | undefined): string | undefined {
  if (details === undefined) return undefined;
  const { approvalEndsAt, graceEndsAt, waitingFor } = details;
  if (phase === 'awaitingApproval') return inTime('is rejected', approvalEndsAt);
  if (phase === 'held') return inTime('is deleted', graceEndsAt);
  return waitingFor && `waits for ${waitingFor.slice(0, LONGEST_REASON)}`;
}

/** Returns undefined once the time has passed: without a worker, nothing has happened then. */
function inTime(what: string, iso: string | undefined): string | undefined {
  return iso !== undefined && Date.parse(iso) > Date.now() ? `${what} ${fromNow(iso)}` : undefined;
}
