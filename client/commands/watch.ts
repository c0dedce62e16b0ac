import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { SearchablePhase } from '../../contract/search-attributes.js';
import type { TeardownFilter } from '../list-query.js';
import type { Overview } from '../overview.js';
import type { TeardownClient } from '../teardown-client.js';
import type { TeardownSummary } from '../teardown-list.js';
import { fromNow, phaseInWords } from './times-and-phases.js';

/** Visibility lags by about a second anyway. */
export const RENEW_MS = 2000;
/** A query wakes a worker, so a run is asked again only after this time, unless its phase has changed. */
const ASK_AGAIN_MS = 30_000;
const LONGEST_REASON = 160;

/** What people read instead of an empty list. */
export const NONE = 'No teardowns found.';

/** Phases in which a run itself knows more than lists show: until when it waits for people, or why AWS refuses it. */
const TELLING: readonly (SearchablePhase | undefined)[] = ['awaitingApproval', 'held', 'backingOff'];

interface Told {
  readonly waitingFor?: string;
  readonly approvalEndsAt?: string;
  readonly graceEndsAt?: string;
}

/**
 * Shows how many teardowns are in each phase, and those that people look for first, until Ctrl-C ends this command.
 *
 * @param lineOf returns the line of one teardown
 */
export async function watchOverview(
  client: TeardownClient,
  filter: TeardownFilter,
  limit: number,
  lineOf: (teardown: TeardownSummary) => string,
): Promise<never> {
  const update = createLogUpdate(process.stdout);
  const told = new Map<string, { readonly at: number; readonly said: Promise<Told | undefined> }>();
  const ask = ({ phase, runId, workflowId }: TeardownSummary): Promise<Told | undefined> => {
    if (!TELLING.includes(phase)) return Promise.resolve(undefined);
    const key = `${runId} ${phase}`;
    const last = told.get(key);
    if (last && Date.now() < last.at + ASK_AGAIN_MS) return last.said;
    // A run that does not tell, as one that is encrypted with another key, is shown without.
    const said = client
      .runOf(workflowId)
      .progressIfKnown()
      .then((progress) => progress as Told | undefined)
      .catch(() => undefined);
    told.set(key, { at: Date.now(), said });
    return said;
  };
  const read = async () => {
    const overview = await client.overview(filter, limit);
    const lines = overview.teardowns.map(async (teardown) => {
      const more = moreOf(teardown.phase, await ask(teardown));
      return more === undefined ? [lineOf(teardown)] : [lineOf(teardown), `  ${more}`];
    });
    const shown = (await Promise.all(lines)).flat();
    return [countsOf(overview), ...(shown.length > 0 ? shown : [NONE])];
  };
  let lines = await read();
  for (;;) {
    const { columns, rows } = process.stdout;
    update(fitting(lines, columns, rows - 1).join('\n'));
    await sleep(RENEW_MS);
    const [counts = '', ...others] = lines;
    const [shown = ''] = counts.split(NOT_NEW);
    lines = await read().catch((error: unknown) => [
      `${shown}${NOT_NEW}${error instanceof Error ? error.message : String(error)})`,
      ...others,
    ]);
  }
}

const NOT_NEW = '  (not up to date: ';

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

/** Returns what a run that people look for tells about itself. */
export function moreOf(phase: SearchablePhase | undefined, told: Told | undefined): string | undefined {
  if (told === undefined) return undefined;
  const { approvalEndsAt, graceEndsAt, waitingFor } = told;
  if (phase === 'awaitingApproval') return inTime('is rejected', approvalEndsAt);
  if (phase === 'held') return inTime('is deleted', graceEndsAt);
  return waitingFor && `waits for ${waitingFor.slice(0, LONGEST_REASON)}`;
}

/** What is overdue has not happened: a worker may be down. */
function inTime(what: string, iso: string | undefined): string | undefined {
  return iso !== undefined && Date.parse(iso) > Date.now() ? `${what} ${fromNow(iso)}` : undefined;
}
