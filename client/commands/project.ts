import { Command } from 'commander';
import type { ProjectRequest } from '../../contract/project-request.js';
import type { ProjectOutcome } from '../../contract/project-result.js';
import { checkedProjectRequest } from '../checked-request.js';
import type { TeardownClient } from '../teardown-client.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, taskQueueOption, withConnection } from './options.js';
import { PROJECT_STORY, projectResultLines } from './project-wording.js';
import { JOIN_FLAG, tellOf, termsOf, thisCommand, type StartFlags } from './start.js';

interface ProjectFlags extends StartFlags {
  readonly account?: string;
  readonly region?: string;
  readonly maxParallel?: string;
}

const WHAT = 'to be deleted, with all of its models and datasets';

const EXAMPLES = `
Each model is torn down by a run of its own, then the datasets go, then the project. Where a model is left, so are the
datasets and the project, and the table says why. The same command goes on from there.
Ctrl-C ends this command, not the teardown.

Examples:
  $ teardown project arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815 --dry-run
  $ teardown project shelves --account 111122223333 --region eu-west-1 --approve --grace-period 14d
  $ teardown approve arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815`;

export const projectCommand = withConnection(
  new Command('project')
    .description('tear a whole project down: its models, its datasets, and itself')
    .argument('<arn|name>', 'the project')
    .option('--account <id>', 'with a name: the account that holds it')
    .option('--region <region>', 'with a name: the Region that holds it')
    .option('--dry-run', 'say what would be done with each model, and why; change nothing')
    .option('--no-wait', 'start it and return at once')
    .option(...JOIN_FLAG)
    .option('--if-running <stop|fail>', 'fail: leave serving models (default: "stop")')
    .option('--if-serving <ignore|ask|fail>', 'where CloudWatch shows a model in use (default: "ignore")')
    .option('--if-training <wait|fail>', 'fail: leave training models (default: "wait")')
    .option('--approve', 'wait for somebody to approve it first, once for all models')
    .option('--approval-timeout <duration>', 'with --approve: refused if nobody does in time (default: "7d")')
    .option('--grace-period <duration>', 'keep each model stopped, and restorable, for so long')
    .option('--protect-tag <key=value>', 'leave what carries this tag (default: "teardown=never")')
    .option('--max-parallel <number>', 'how many models at a time (default: 100)')
    .option('--yes', 'do not ask to confirm it by typing the name')
    .option('--requested-by <who>', 'kept in memo, result and log')
    .option('--reason <why>', 'kept in memo, result and log'),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (project: string, flags: ProjectFlags) => {
    // Before anything else, so that bad input is refused without a server too.
    const request = checkedProjectRequest(requestOf(project, flags));
    if (!request.dryRun) await confirm(project, WHAT, flags.yes);
    await connected(flags, (client) => run(client, request, flags));
  });

function requestOf(project: string, flags: ProjectFlags) {
  const { account, region, maxParallel } = flags;
  const named = account !== undefined || region !== undefined || !project.startsWith('arn:');
  return {
    ...(named ? { projectName: project, accountId: account, region } : { projectArn: project }),
    maxParallel: maxParallel === undefined ? undefined : Number(maxParallel),
    ...termsOf(flags),
  };
}

async function run(client: TeardownClient, request: ProjectRequest, flags: ProjectFlags): Promise<void> {
  const { projectArn: arn } = request;
  await tellOf(client, await client.startProject(request, { joinAny: flags.join }), flags, {
    story: PROJECT_STORY,
    resultLines: projectResultLines,
    exitCodeOf: ({ outcome }) => EXIT_CODES[outcome],
    commands:
      arn === undefined
        ? [`follow it:  ${thisCommand()}`]
        : [
            `follow it:  ${thisCommand()}`,
            `look at it: teardown status ${arn}`,
            `cancel it:  teardown cancel ${arn}`,
          ],
  });
}

const EXIT_CODES: Partial<Record<ProjectOutcome, number>> = {
  incomplete: EXIT.incomplete,
  rejected: EXIT.kept,
};
