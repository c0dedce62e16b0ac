import { Command } from 'commander';
import type { DevStack } from '../../local-stack/dev-stack.js';
import { inDevStack, keepUp } from './dev-session.js';
import { startWorkflowUrl } from './web-ui.js';

const EXAMPLES = `
Starts a Temporal server with its Web UI (or uses the one at TEMPORAL_ADDRESS), a Rekognition emulator that is ten times
faster than AWS and has a running, a stopped and a training model, and a worker. No requests are sent to AWS. The worker
polls its own task queue, so workers with your AWS credentials never pick up its tasks.`;

export const devCommand = new Command('dev')
  .description('start a local playground without AWS; Ctrl-C stops it')
  .addHelpText('after', EXAMPLES)
  .action(() =>
    inDevStack(
      (line) => console.error(line),
      async (stack, stop) => {
        console.log(welcome(stack));
        await keepUp(stack, stop);
      },
    ),
  );

function welcome({ address, uiUrl, taskQueue, emulatorUrl, models }: DevStack): string {
  const [running] = models;
  // The shell of the user may name a namespace that our own server does not have.
  const where = `--address ${address}${uiUrl === undefined ? '' : ' --namespace default'}`;
  return [
    `Temporal    ${address}${uiUrl === undefined ? '' : `  Web UI ${uiUrl}`}`,
    `Emulator    ${emulatorUrl}`,
    `Task queue  ${taskQueue}`,
    '',
    ...models.map(({ status, arn }) => `${status.padEnd(20)}  ${arn}`),
    '',
    'In another terminal:',
    `  npx teardown delete ${running?.arn ?? 'ARN'} --task-queue ${taskQueue} ${where}`,
    ...(uiUrl === undefined
      ? []
      : [
          'In the Web UI (enter the ARN in double quotes as the input):',
          `  ${startWorkflowUrl(uiUrl, taskQueue)}`,
        ]),
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
