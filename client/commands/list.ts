import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { durationInWords } from '../../contract/duration.js';
import { SEARCHABLE_PHASES, type SearchablePhase } from '../../contract/search-attributes.js';
import type { TeardownClient } from '../teardown-client.js';
import { TeardownError } from '../teardown-error.js';
import { needsAttributes, type TeardownFilter } from '../list-query.js';
import type { TeardownSummary } from '../teardown-list.js';
import { filterOf, withFilter, type FilterFlags } from './filter.js';
import { connected, printJson, withConnection, type ConnectionFlags } from './options.js';
import { fromNow, phaseInWords } from './times-and-phases.js';
import { NONE, refreshed, watchOverview } from './watch.js';
import { inOneLine, printLines } from './printable.js';

interface ListFlags extends ConnectionFlags, FilterFlags {
  readonly limit: number;
  readonly running?: true;
  readonly awaitingApproval?: true;
  readonly phase?: SearchablePhase;
  readonly status?: string;
  readonly watch?: true;
  readonly csv?: true;
}

const EXAMPLES = `
Examples:
  $ teardown list
  $ teardown list --awaiting-approval
  $ teardown list --running --project shelves --watch
  $ teardown list --running --limit 10000 --csv > teardowns.csv
  $ teardown list --json | jq -r '.[].projectVersionArn'`;

export const listCommand = withFilter(
  withConnection(
    new Command('list')
      .description('list teardowns of models and projects, and sweeps, most recent first')
      .option('--limit <number>', 'maximum number to list', wholeNumber, 20)
      .option('--running', 'only running teardowns')
      .option('--awaiting-approval', 'only those that are waiting for approval')
      .addOption(new Option('--phase <phase>', 'only those in this phase').choices(SEARCHABLE_PHASES))
      .option('--status <status>', 'only models with this status, such as TRAINING_IN_PROGRESS')
      .addOption(
        new Option('--csv', 'print a table for spreadsheets, with a row of names').conflicts([
          'json',
          'watch',
        ]),
      )
      .option('--watch', 'show an overview until Ctrl-C (terminal only)'),
  ),
)
  .addHelpText('after', EXAMPLES)
  .action((flags: ListFlags) =>
    connected(flags, async (client) => {
      if (flags.watch) await watch(client, flags);
      const teardowns = await latest(client, flags);
      if (flags.json) printJson(teardowns);
      else if (flags.csv) process.stdout.write(csvOf(teardowns));
      else printLines(linesOf(teardowns));
    }),
  );

function listFilterOf(flags: ListFlags): TeardownFilter {
  const { running, awaitingApproval, status: modelStatus } = flags;
  const phase = awaitingApproval ? 'awaitingApproval' : flags.phase;
  return { ...filterOf(flags), running, phase, modelStatus };
}

async function latest(client: TeardownClient, flags: ListFlags): Promise<TeardownSummary[]> {
  const teardowns: TeardownSummary[] = [];
  for await (const teardown of client.list(listFilterOf(flags))) {
    if (teardowns.push(teardown) >= flags.limit) break;
  }
  return teardowns;
}

/** Refreshes the list, or shows an overview of all phases if there can be one, until Ctrl-C ends this command. */
async function watch(client: TeardownClient, flags: ListFlags): Promise<never> {
  if (!process.stdout.isTTY || flags.json) {
    throw new TeardownError(
      'InvalidRequest',
      '--watch needs a terminal and can not be combined with --json. No request was sent.',
    );
  }
  const filter = listFilterOf(flags);
  if (!needsAttributes(filter) && (await client.hasSearchAttributes())) {
    return watchOverview(client, filter, flags.limit, line);
  }
  return refreshed(async () => linesOf(await latest(client, flags)));
}

const COLUMNS = [
  'kind',
  'projectVersionArn',
  'projectArn',
  'status',
  'phase',
  'modelStatus',
  'startedAt',
  'endedAt',
  'dryRun',
  'requestedBy',
  'reason',
  'workflowId',
  'runId',
] as const satisfies readonly (keyof TeardownSummary)[];

/** Returns a table. Reasons come from anybody, so text that a spreadsheet would run as a formula is escaped. */
function csvOf(teardowns: readonly TeardownSummary[]): string {
  const cast = { boolean: String };
  return stringify([...teardowns], { header: true, columns: COLUMNS, cast, escape_formulas: true });
}

/** Returns the lines that show teardowns to people. */
export function linesOf(teardowns: readonly TeardownSummary[]): string[] {
  return teardowns.length === 0 ? [NONE] : teardowns.map(line);
}

function line(teardown: TeardownSummary): string {
  const { status, phase, startedAt, endedAt, dryRun, requestedBy, workflowId } = teardown;
  const state = phase === undefined ? status.toLowerCase().replace('_', ' ') : phaseInWords(phase);
  const started = `started ${fromNow(startedAt)}`;
  const took =
    endedAt === undefined ? '' : `took ${durationInWords(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const subject = teardown.projectVersionArn ?? teardown.projectArn ?? workflowId;
  // Without spaces that align columns, which would let it look like another row.
  const who = requestedBy === undefined ? '' : `  (${inOneLine(requestedBy.replace(/\s+/g, ' '))})`;
  const notes = `${dryRun ? '  (dry run)' : ''}${who}`;
  return `${state.padEnd(20)}  ${started.padEnd(20)}  ${took.padEnd(13)}  ${subject}${notes}`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Must be a whole number of at least 1.');
  return number;
}
