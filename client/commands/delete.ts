import { Command } from 'commander';
import { parseTeardownRequest, type TeardownRequest } from '../../contract/model/request.js';
import type { Outcome } from '../../contract/model/result.js';
import { checked } from '../checked-request.js';
import type { TeardownClient } from '../teardown-client.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, taskQueueOption, withConnection } from './options.js';
import {
  DEADLINE_FLAG,
  JOIN_FLAG,
  followAndReport,
  followCommand,
  termsOf,
  type StartFlags,
} from './start.js';
import { MODEL_RENDERER, resultLines } from './wording.js';

interface DeleteFlags extends StartFlags {
  readonly projectArn?: string;
}

const WHAT = 'This stops (if running) and deletes the model';

const EXAMPLES = `
Running the same command again joins the running teardown and follows it. With different options it fails, unless you
add --join. Ctrl-C ends this command, not the teardown.

Examples:
  $ teardown delete arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown delete ARN --dry-run                      # show the plan, change nothing
  $ teardown delete ARN --if-running fail              # fail if the model is running
  $ teardown delete ARN --approve --grace-period 14d   # wait for approval, then keep it restorable for two weeks
  $ teardown delete ARN --yes --no-wait --json         # start the teardown and return
  $ teardown delete ARN --deadline 36h --requested-by mlops --reason "superseded by v2"`;

export const deleteCommand = withConnection(
  new Command('delete')
    .description('tear down a model: wait for training to end, stop, delete, confirm')
    .argument('<arn>', 'ARN of the model (project version), including its timestamp')
    .option('--dry-run', 'show what would be done, and why, without changing anything')
    .option('--no-wait', 'start the teardown and return immediately')
    .option(...JOIN_FLAG)
    .option('--if-running <stop|fail>', 'what to do if the model is running (default: "stop")')
    .option(
      '--if-serving <ignore|ask|fail>',
      'what to do if CloudWatch shows recent use: ask waits for approval (default: "ignore")',
    )
    .option('--if-training <wait|fail>', 'what to do if the model is training (default: "wait")')
    .option('--approve', 'wait for approval before stopping or deleting')
    .option(
      '--approval-timeout <duration>',
      'implies --approve; rejects if nobody approves within this time (default: "7d")',
    )
    .option('--grace-period <duration>', 'keep the stopped model restorable for this time before deleting it')
    .option(
      '--protect-tag <key=value>',
      'refuse models and projects with this tag (default: "teardown=never")',
    )
    .option('--yes', 'skip the confirmation prompt')
    .option(...DEADLINE_FLAG)
    .option('--project-arn <arn>', "ARN of the model's project (skips a lookup)")
    .option('--requested-by <who>', 'who is asking (recorded with the run)')
    .option('--reason <why>', 'why (recorded with the run)'),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (arn: string, flags: DeleteFlags) => {
    // Validated first, so that invalid input fails even without a server.
    const request = checked(parseTeardownRequest(requestOf(arn, flags)));
    if (!request.dryRun) await confirm(request.projectVersionArn, WHAT, flags.yes);
    await connected(flags, (client) => run(client, request, flags));
  });

function requestOf(projectVersionArn: string, flags: DeleteFlags) {
  return { projectVersionArn, projectArn: flags.projectArn, ...termsOf(flags) };
}

const KEPT: readonly Outcome[] = ['rejected', 'restored', 'reclaimed'];

async function run(client: TeardownClient, request: TeardownRequest, flags: DeleteFlags): Promise<void> {
  const { projectVersionArn: arn } = request;
  const lookAt = `teardown status ${arn}`;
  await followAndReport(client, await client.start(request, { joinAny: flags.join }), flags, {
    renderer: MODEL_RENDERER,
    resultLines,
    exitCodeOf: ({ outcome }) => (KEPT.includes(outcome) ? EXIT.kept : undefined),
    commands: [followCommand(), `status: ${lookAt}`, `cancel: teardown cancel ${arn}`],
    lookAt,
  });
}
