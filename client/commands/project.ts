import { Command } from 'commander';
import { parseProjectRequest, type ProjectRequest } from '../../contract/project/request.js';
import type { ProjectOutcome } from '../../contract/project/result.js';
import { checked } from '../checked-request.js';
import type { TeardownClient } from '../teardown-client.js';
import { confirm } from './confirmation.js';
import { EXIT } from './exit-codes.js';
import { connected, numberOf, taskQueueOption, withConnection } from './options.js';
import { PROJECT_RENDERER, projectResultLines } from './project-wording.js';
import {
  DEADLINE_FLAG,
  JOIN_FLAG,
  followAndReport,
  followCommand,
  termsOf,
  type StartFlags,
} from './start.js';

interface ProjectFlags extends StartFlags {
  readonly account?: string;
  readonly region?: string;
  readonly maxParallel?: string;
}

const WHAT = 'This deletes all models and datasets of the project, and the project';

const EXAMPLES = `
Each model is torn down by its own workflow, then the datasets and the project are deleted. If a model is not deleted,
the datasets and the project are kept and the result table gives the reason. Run the same command again to continue.
Ctrl-C ends this command, not the teardown.

Examples:
  $ teardown project arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815 --dry-run
  $ teardown project shelves --account 111122223333 --region eu-west-1 --approve --grace-period 14d
  $ teardown approve arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815`;

export const projectCommand = withConnection(
  new Command('project')
    .description('tear down a project: its models, its datasets and the project itself')
    .argument('<arn|name>', 'ARN of the project, or its name with --account and --region')
    .option('--account <id>', 'account of the project (with a name)')
    .option('--region <region>', 'Region of the project (with a name)')
    .option('--dry-run', 'show what would be done with each model, and why, without changing anything')
    .option('--no-wait', 'start the teardown and return immediately')
    .option(...JOIN_FLAG)
    .option('--if-running <stop|fail>', 'what to do with running models; fail keeps them (default: "stop")')
    .option(
      '--if-serving <ignore|ask|fail>',
      'what to do if CloudWatch shows recent use of a model (default: "ignore")',
    )
    .option('--if-training <wait|fail>', 'what to do with training models; fail keeps them (default: "wait")')
    .option('--approve', 'wait for one approval of the whole project before stopping or deleting')
    .option(
      '--approval-timeout <duration>',
      'implies --approve; rejects if nobody approves within this time (default: "7d")',
    )
    .option(
      '--grace-period <duration>',
      'keep each stopped model restorable for this time before deleting it',
    )
    .option(...DEADLINE_FLAG)
    .option('--protect-tag <key=value>', 'keep models with this tag (default: "teardown=never")')
    .option('--max-parallel <number>', 'maximum number of models at a time (default: 100)')
    .option('--yes', 'skip the confirmation prompt')
    .option('--requested-by <who>', 'who is asking (recorded with the run)')
    .option('--reason <why>', 'why (recorded with the run)'),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (project: string, flags: ProjectFlags) => {
    // Validated first, so that invalid input fails even without a server.
    const request = checked(parseProjectRequest(requestOf(project, flags)));
    if (!request.dryRun) await confirm(project, WHAT, flags.yes);
    await connected(flags, (client) => run(client, request, flags));
  });

function requestOf(project: string, flags: ProjectFlags) {
  const { account, region, maxParallel } = flags;
  const named = account !== undefined || region !== undefined || !project.startsWith('arn:');
  return {
    ...(named ? { projectName: project, accountId: account, region } : { projectArn: project }),
    maxParallel: numberOf(maxParallel),
    ...termsOf(flags),
  };
}

async function run(client: TeardownClient, request: ProjectRequest, flags: ProjectFlags): Promise<void> {
  const { projectArn: arn } = request;
  await followAndReport(client, await client.startProject(request, { joinAny: flags.join }), flags, {
    renderer: PROJECT_RENDERER,
    resultLines: projectResultLines,
    exitCodeOf: ({ outcome }) => EXIT_CODES[outcome],
    commands:
      arn === undefined
        ? [followCommand()]
        : [followCommand(), `status: teardown status ${arn}`, `cancel: teardown cancel ${arn}`],
  });
}

const EXIT_CODES: Partial<Record<ProjectOutcome, number>> = {
  incomplete: EXIT.incomplete,
  rejected: EXIT.kept,
};
