import type { Command } from 'commander';
import { checkedSweepRequest } from '../checked-request.js';
import type { SweepRequest } from '../../contract/sweep-request.js';

/** The flags that say what a sweep selects, and what becomes of it. */
export interface SweepFlags {
  readonly account?: string;
  readonly region?: string;
  readonly project?: readonly string[];
  readonly model?: readonly string[];
  readonly feature?: string;
  readonly status?: readonly string[];
  readonly olderThan?: string;
  readonly neverStarted?: true;
  readonly tag?: readonly string[];
  readonly keepNewest?: string;
  readonly keepBest?: string;
  readonly delete?: true;
  readonly maxDeletes?: string;
  readonly approvalTimeout?: string;
  readonly ifServing?: string;
  readonly gracePeriod?: string;
  readonly protectTag?: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly yes?: true;
}

export function withSweepRules(command: Command): Command {
  return command
    .requiredOption('--account <id>', 'the account whose models are looked at')
    .requiredOption('--region <region>', 'the Region whose models are looked at')
    .option('--project <names...>', 'only models of these projects; * stands for any text')
    .option('--model <names...>', 'only models of these version names; * stands for any text')
    .option('--feature <feature>', 'only CUSTOM_LABELS models, or only CONTENT_MODERATION adapters')
    .option(
      '--status <statuses...>',
      'only models in these statuses (default: those in which nothing goes on)',
    )
    .option('--older-than <duration>', 'only models that were created so long ago')
    .option('--never-started', 'only models that were never started')
    .option('--tag <tags...>', 'only models that carry all of these tags, KEY=VALUE')
    .option('--keep-newest <number>', 'keep so many of each project, the newest that can be used')
    .option('--keep-best <number>', 'keep so many of each project, those with the best F1 scores')
    .option('--delete', 'tear down what is selected (default: only say what that is)')
    .option('--max-deletes <number>', 'more than this need approval (default: 20)')
    .option('--approval-timeout <duration>', 'refused if nobody approves in time (default: "7d")')
    .option('--if-serving <ignore|fail>', 'fail: leave what CloudWatch shows in use (default: "ignore")')
    .option('--grace-period <duration>', 'keep each model stopped, and restorable, for so long')
    .option('--protect-tag <key=value>', 'leave what carries this tag (default: "teardown=never")')
    .option('--yes', 'do not ask to confirm it by typing the account')
    .option('--requested-by <who>', 'kept in memo, result and log')
    .option('--reason <why>', 'kept in memo, result and log');
}

/** @throws TeardownError `InvalidRequest`, before anything is called */
export function sweepRequestOf(flags: SweepFlags): SweepRequest {
  const { account: accountId, region, feature, olderThan, neverStarted, gracePeriod } = flags;
  const { approvalTimeout, ifServing, protectTag, requestedBy, reason } = flags;
  return checkedSweepRequest({
    accountId,
    region,
    projects: flags.project,
    versions: flags.model,
    feature,
    statuses: flags.status,
    olderThan,
    neverStarted,
    tags: flags.tag,
    keepNewest: numberOf(flags.keepNewest),
    keepBest: numberOf(flags.keepBest),
    dryRun: !flags.delete,
    maxDeletes: numberOf(flags.maxDeletes),
    approvalTimeout,
    ifServing,
    gracePeriod,
    protectTag,
    requestedBy,
    reason,
  });
}

/** What is no number is refused with the rest of the request. */
function numberOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}
