import { Command } from 'commander';
import type { TeardownRequest } from '../../contract/request.js';
import type { Outcome } from '../../contract/result.js';
import { checkedRequest } from '../checked-request.js';
import type { TeardownClient } from '../teardown-client.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, taskQueueOption, withConnection } from './options.js';
import { JOIN_FLAG, tellOf, termsOf, thisCommand, type StartFlags } from './start.js';
import { MODEL_STORY, resultLines } from './wording.js';

interface DeleteFlags extends StartFlags {
  readonly projectArn?: string;
  readonly deadline?: string;
}

const WHAT = 'to be stopped, if it runs, and deleted';

const EXAMPLES = `
The same command again joins the teardown that runs, and shows how it goes on. With other options it is refused, unless
--join is given.
Ctrl-C ends this command, not the teardown.

Examples:
  $ teardown delete arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown delete ARN --dry-run                      # what would be done, and why
  $ teardown delete ARN --if-running fail              # never take a serving model down
  $ teardown delete ARN --approve --grace-period 14d   # ask first, then keep it restorable for two weeks
  $ teardown delete ARN --yes --no-wait --json               # start it and go
  $ teardown delete ARN --deadline 36h --requested-by mlops --reason "superseded by v2"`;

export const deleteCommand = withConnection(
  new Command('delete')
    .description('tear a model down: wait out its training, stop it, delete it, see it gone')
    .argument('<arn>', 'the model (AWS: project version), with its timestamp')
    .option('--dry-run', 'say what would be done and why; change nothing')
    .option('--no-wait', 'start it and return at once')
    .option(...JOIN_FLAG)
    .option('--if-running <stop|fail>', 'fail: never take a serving model down (default: "stop")')
    .option(
      '--if-serving <ignore|ask|fail>',
      'where CloudWatch shows it in use: ask for approval, or fail (default: "ignore")',
    )
    .option('--if-training <wait|fail>', 'fail: do not wait for training to end (default: "wait")')
    .option('--approve', 'wait for somebody to approve it first')
    .option('--approval-timeout <duration>', 'with --approve: refused if nobody does in time (default: "7d")')
    .option('--grace-period <duration>', 'keep the model stopped, and restorable, for so long')
    .option(
      '--protect-tag <key=value>',
      'refuse a model or project with this tag (default: "teardown=never")',
    )
    .option('--yes', 'do not ask to confirm it by typing the name')
    .option('--deadline <duration>', 'total time allowed, like 90s, 15m, 36h or 14d')
    .option('--project-arn <arn>', "the model's project; skips the look-up")
    .option('--requested-by <who>', 'kept in memo, result and log')
    .option('--reason <why>', 'kept in memo, result and log'),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (arn: string, flags: DeleteFlags) => {
    // Before anything else, so that bad input is refused without a server too.
    const request = checkedRequest(requestOf(arn, flags));
    if (!request.dryRun) await confirm(request.projectVersionArn, WHAT, flags.yes);
    await connected(flags, (client) => run(client, request, flags));
  });

function requestOf(projectVersionArn: string, flags: DeleteFlags) {
  const { projectArn, deadline } = flags;
  return { projectVersionArn, projectArn, deadline, ...termsOf(flags) };
}

const KEPT: readonly Outcome[] = ['rejected', 'restored', 'reclaimed'];

async function run(client: TeardownClient, request: TeardownRequest, flags: DeleteFlags): Promise<void> {
  const { projectVersionArn: arn } = request;
  const lookAt = `teardown status ${arn}`;
  await tellOf(client, await client.start(request, { joinAny: flags.join }), flags, {
    story: MODEL_STORY,
    resultLines,
    exitCodeOf: ({ outcome }) => (KEPT.includes(outcome) ? EXIT.kept : undefined),
    commands: [`follow it:  ${thisCommand()}`, `look at it: ${lookAt}`, `cancel it:  teardown cancel ${arn}`],
    lookAt,
  });
}
