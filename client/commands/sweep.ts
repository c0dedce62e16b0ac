import { Command } from 'commander';
import type { SweepOutcome } from '../../contract/sweep-result.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, taskQueueOption, withConnection, type ConnectionFlags } from './options.js';
import { tellOf } from './start.js';
import { sweepRequestOf, withSweepRules, type SweepFlags } from './sweep-rules.js';
import { SWEEP_STORY, sweepResultLines } from './sweep-wording.js';

export const SWEEP_WHAT = 'to have the models deleted that the rules select';

const EXAMPLES = `
All rules have to hold. What runs, starts, stops, trains or is copied is left, unless --status names it.

Examples:
  $ teardown sweep --account 111122223333 --region eu-west-1 --older-than 90d --keep-newest 3
  $ teardown sweep --account 111122223333 --region eu-west-1 --project 'exp-*' --older-than 7d --delete
  $ teardown sweep --account 111122223333 --region eu-west-1 --status EXPIRED DEPRECATED --delete --yes`;

export const sweepCommand = withSweepRules(
  withConnection(
    new Command('sweep')
      .description('tear down the models of an account and Region that rules select; a dry run by default')
      .option('--no-wait', 'start it and return at once'),
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
      await tellOf(client, { teardown, joined: false }, flags, {
        story: SWEEP_STORY,
        resultLines: sweepResultLines,
        exitCodeOf: ({ outcome }) => EXIT_CODES[outcome],
        commands: [`look at it: ${lookAt}`, `cancel it:  teardown cancel ${workflowId}`],
        lookAt,
      });
    });
  });

const EXIT_CODES: Partial<Record<SweepOutcome, number>> = {
  incomplete: EXIT.incomplete,
  rejected: EXIT.kept,
};
