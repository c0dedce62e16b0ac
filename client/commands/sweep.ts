import { Command } from 'commander';
import type { SweepOutcome } from '../../contract/sweep/result.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, taskQueueOption, withConnection, type ConnectionFlags } from './options.js';
import { followAndReport } from './start.js';
import { sweepRequestOf, withSweepRules, type SweepFlags } from './sweep-rules.js';
import { SWEEP_RENDERER, sweepResultLines } from './sweep-wording.js';

export const SWEEP_WHAT = 'This deletes the models that match the rules in account';

const EXAMPLES = `
A model is selected if it matches all rules; at least one rule is required. Models that are running or changing state are
skipped, unless --status names their status.

Examples:
  $ teardown sweep --account 111122223333 --region eu-west-1 --older-than 90d --keep-newest 3
  $ teardown sweep --account 111122223333 --region eu-west-1 --project 'exp-*' --older-than 7d --delete
  $ teardown sweep --account 111122223333 --region eu-west-1 --status EXPIRED DEPRECATED --delete --yes`;

export const sweepCommand = withSweepRules(
  withConnection(
    new Command('sweep')
      .description('tear down the models in an account and Region that match rules (default: dry run)')
      .option('--no-wait', 'start the sweep and return immediately'),
  ),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (flags: SweepFlags & ConnectionFlags & { readonly wait: boolean }) => {
    const request = sweepRequestOf(flags);
    if (!request.dryRun) await confirm(request.accountId, SWEEP_WHAT, flags.yes);
    await connected(flags, async (client) => {
      const teardown = await client.startSweep(request);
      const { workflowId } = teardown;
      const lookAt = `teardown status ${workflowId}`;
      await followAndReport(client, { teardown, joined: false }, flags, {
        renderer: SWEEP_RENDERER,
        resultLines: sweepResultLines,
        exitCodeOf: ({ outcome }) => EXIT_CODES[outcome],
        commands: [`status: ${lookAt}`, `cancel: teardown cancel ${workflowId}`],
        lookAt,
      });
    });
  });

const EXIT_CODES: Partial<Record<SweepOutcome, number>> = {
  incomplete: EXIT.incomplete,
  rejected: EXIT.kept,
};
