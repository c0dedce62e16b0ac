import { Command, InvalidArgumentError } from 'commander';
import { inWords } from '../../contract/duration.js';
import type { TeardownSummary } from '../teardown-list.js';
import { connected, printJson, withConnection, type ConnectionFlags } from './options.js';

interface ListFlags extends ConnectionFlags {
  readonly limit: number;
  readonly running?: true;
  readonly account?: string;
  readonly region?: string;
  readonly project?: string;
}

const EXAMPLES = `
Examples:
  $ teardown list
  $ teardown list --running --project shelves
  $ teardown list --json | jq -r '.[].projectVersionArn'`;

export const listCommand = withConnection(
  new Command('list')
    .description('list teardowns, the latest first')
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .option('--running', 'those that go on')
    .option('--account <id>', 'of models of this account')
    .option('--region <region>', 'of models in this Region')
    .option('--project <name>', 'of models of the project of this name'),
)
  .addHelpText('after', EXAMPLES)
  .action((flags: ListFlags) =>
    connected(flags, async (client) => {
      const teardowns: TeardownSummary[] = [];
      const { running, account: accountId, region, project: projectName } = flags;
      for await (const teardown of client.list({ running, accountId, region, projectName })) {
        if (teardowns.push(teardown) >= flags.limit) break;
      }
      if (flags.json) printJson(teardowns);
      else if (teardowns.length === 0) console.log('No teardowns.');
      else for (const teardown of teardowns) console.log(line(teardown));
    }),
  );

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
