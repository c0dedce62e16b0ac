import { Option, type Command } from 'commander';
import type { TeardownFilter, TeardownKind } from '../list-query.js';

/** Flags that select teardowns. */
export interface FilterFlags {
  readonly kind?: TeardownKind;
  readonly account?: string;
  readonly region?: string;
  readonly project?: string;
  readonly requestedBy?: string;
  readonly olderThan?: string;
}

const KINDS: readonly TeardownKind[] = ['model', 'project', 'sweep'];

export function withFilter(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'only teardowns of this kind').choices(KINDS))
    .option('--account <id>', 'only teardowns in this account')
    .option('--region <region>', 'only teardowns in this Region')
    .option('--project <name>', 'only teardowns in the project with this name')
    .option('--requested-by <who>', 'only teardowns that they requested')
    .option('--older-than <duration>', 'only teardowns that were started longer ago, such as 7d');
}

export function filterOf({
  kind,
  account: accountId,
  region,
  project: projectName,
  requestedBy,
  olderThan,
}: FilterFlags): TeardownFilter {
  return { kind, accountId, region, projectName, requestedBy, olderThan };
}
