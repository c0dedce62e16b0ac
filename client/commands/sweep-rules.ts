import type { Command } from 'commander';
import { checked } from '../checked-request.js';
import { numberOf } from './options.js';
import { DEADLINE_FLAG } from './start.js';
import { parseSweepRequest, type SweepRequest } from '../../contract/sweep/request.js';

/** Flags that set which models a sweep selects, and what it does with them. */
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
  readonly deadline?: string;
  readonly protectTag?: string;
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly yes?: true;
}

export function withSweepRules(command: Command): Command {
  return command
    .requiredOption('--account <id>', 'account to sweep')
    .requiredOption('--region <region>', 'Region to sweep')
    .option('--project <names...>', 'only models of projects with these names (* matches any text)')
    .option('--model <names...>', 'only models with these version names (* matches any text)')
    .option('--feature <feature>', 'only CUSTOM_LABELS models, or only CONTENT_MODERATION adapters')
    .option(
      '--status <statuses...>',
      'only models in these statuses (default: all in which a model is not running or changing)',
    )
    .option('--older-than <duration>', 'only models at least this old')
    .option('--never-started', 'only models that were never started')
    .option('--tag <tags...>', 'only models with all of these tags, as KEY=VALUE')
    .option('--keep-newest <number>', 'keep this many usable models per project, the newest')
    .option('--keep-best <number>', 'keep this many usable models per project, the best by F1 score')
    .option('--delete', 'tear down the selected models (default: dry run)')
    .option('--max-deletes <number>', 'require approval to delete more models than this (default: 20)')
    .option('--approval-timeout <duration>', 'reject if nobody approves within this time (default: "7d")')
    .option(
      '--if-serving <ignore|fail>',
      'fail keeps running models that CloudWatch shows in use (default: "ignore")',
    )
    .option(
      '--grace-period <duration>',
      'keep each stopped model restorable for this time before deleting it',
    )
    .option(...DEADLINE_FLAG)
    .option('--protect-tag <key=value>', 'keep models with this tag (default: "teardown=never")')
    .option('--yes', 'skip the confirmation prompt')
    .option('--requested-by <who>', 'who is asking (recorded with the run)')
    .option('--reason <why>', 'why (recorded with the run)');
}

/** @throws TeardownError `InvalidRequest` before any request is sent */
export function sweepRequestOf(flags: SweepFlags): SweepRequest {
  const { account: accountId, region, feature, olderThan, neverStarted, gracePeriod } = flags;
  const { approvalTimeout, deadline, ifServing, protectTag, requestedBy, reason } = flags;
  return checked(
    parseSweepRequest({
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
      deadline,
      protectTag,
      requestedBy,
      reason,
    }),
  );
}
