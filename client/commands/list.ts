import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createLogUpdate } from 'log-update';
import { inWords } from '../../contract/duration.js';
import type { TeardownClient } from '../teardown-client.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownSummary } from '../teardown-list.js';
import { connected, printJson, withConnection, type ConnectionFlags } from './options.js';

/** What visibility lists is about a second old anyway. */
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
    .description('list teardowns, the latest first')
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .option('--running', 'those that go on')
    .option('--watch', 'on a terminal: renew the list until Ctrl-C')
    .option('--account <id>', 'of models of this account')
    .option('--region <region>', 'of models in this Region')
    .option('--project <name>', 'of models of the project of this name'),
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

/** Until Ctrl-C, which ends this command as it does any other. */
async function watch(client: TeardownClient, flags: ListFlags): Promise<never> {
  if (!process.stdout.isTTY || flags.json) {
    throw new TeardownError(
      'InvalidRequest',
      '--watch is for terminals, and not for JSON. Nothing was called.',
    );
  }
  const update = createLogUpdate(process.stdout);
  for (;;) {
    update(linesOf(await latest(client, flags)).join('\n'));
    await sleep(RENEW_MS);
  }
}

function linesOf(teardowns: readonly TeardownSummary[]): string[] {
  return teardowns.length === 0 ? ['No teardowns.'] : teardowns.map(line);
}

function line({
  status,
  startedAt,
  endedAt,
  dryRun,
  requestedBy,
  projectVersionArn,
}: TeardownSummary): string {
  const took = inWords((endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt));
  const who = requestedBy === undefined ? '' : `  (${requestedBy})`;
  return `${status.padEnd(10)}  ${startedAt.slice(0, 19)}Z  ${took.padEnd(9)}  ${projectVersionArn}${dryRun ? '  (dry run)' : ''}${who}`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}
