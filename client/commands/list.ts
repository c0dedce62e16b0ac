import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createLogUpdate } from 'log-update';
import { durationInWords } from '../../contract/duration.js';
import type { TeardownClient } from '../teardown-client.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownSummary } from '../teardown-list.js';
import { connected, printJson, withConnection, type ConnectionFlags } from './options.js';
import { fromNow } from './times-and-phases.js';

/** Visibility lags by about a second anyway. */
const RENEW_MS = 2000;

interface ListFlags extends ConnectionFlags {
  readonly limit: number;
  readonly running?: true;
  readonly watch?: true;
  readonly account?: string;
  readonly region?: string;
  readonly project?: string;
}

const EXAMPLES = `
Examples:
  $ teardown list
  $ teardown list --running --project shelves --watch
  $ teardown list --json | jq -r '.[].projectVersionArn'`;

export const listCommand = withConnection(
  new Command('list')
    .description('list model teardowns, most recent first')
    .option('--limit <number>', 'maximum number to list', wholeNumber, 20)
    .option('--running', 'only running teardowns')
    .option('--watch', 'refresh the list until Ctrl-C (terminal only)')
    .option('--account <id>', 'only models in this account')
    .option('--region <region>', 'only models in this Region')
    .option('--project <name>', 'only models in the project with this name'),
)
  .addHelpText('after', EXAMPLES)
  .action((flags: ListFlags) =>
    connected(flags, async (client) => {
      if (flags.watch) await watch(client, flags);
      const teardowns = await latest(client, flags);
      if (flags.json) printJson(teardowns);
      else console.log(linesOf(teardowns).join('\n'));
    }),
  );

async function latest(client: TeardownClient, flags: ListFlags): Promise<TeardownSummary[]> {
  const teardowns: TeardownSummary[] = [];
  const { running, account: accountId, region, project: projectName } = flags;
  for await (const teardown of client.list({ running, accountId, region, projectName })) {
    if (teardowns.push(teardown) >= flags.limit) break;
  }
  return teardowns;
}

/** Refreshes the list until Ctrl-C ends this command. */
async function watch(client: TeardownClient, flags: ListFlags): Promise<never> {
  if (!process.stdout.isTTY || flags.json) {
    throw new TeardownError(
      'InvalidRequest',
      '--watch needs a terminal and can not be combined with --json. No request was sent.',
    );
  }
  const update = createLogUpdate(process.stdout);
  for (;;) {
    update(linesOf(await latest(client, flags)).join('\n'));
    await sleep(RENEW_MS);
  }
}

function linesOf(teardowns: readonly TeardownSummary[]): string[] {
  return teardowns.length === 0 ? ['No teardowns found.'] : teardowns.map(line);
}

function line({
  status,
  startedAt,
  endedAt,
  dryRun,
  requestedBy,
  projectVersionArn,
}: TeardownSummary): string {
  const started = `started ${fromNow(startedAt)}`;
  const took =
    endedAt === undefined ? '' : `took ${durationInWords(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const who = requestedBy === undefined ? '' : `  (${requestedBy})`;
  return `${status.padEnd(10)}  ${started.padEnd(20)}  ${took.padEnd(13)}  ${projectVersionArn}${dryRun ? '  (dry run)' : ''}${who}`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Must be a whole number of at least 1.');
  return number;
}
