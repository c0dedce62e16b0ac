import { Command } from 'commander';
import type { DevStack } from '../../local-stack/dev-stack.js';
import { inDevStack, keepUp } from './dev-session.js';
import { startWorkflowUrl } from './web-ui.js';

const EXAMPLES = `
It starts a Temporal server with its Web UI (or uses the one of TEMPORAL_ADDRESS), an emulator of Rekognition that
is ten times faster than AWS, with a running, a stopped and a training model, and a worker. Nothing of it reaches AWS.
The worker polls a task queue of its own, so that it never meets a worker with your AWS credentials.`;

export const devCommand = new Command('dev')
  .description('run all of it on this machine, without AWS, to play with; Ctrl-C stops it')
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
  return [
    `Temporal    ${address}${uiUrl === undefined ? '' : `  Web UI ${uiUrl}`}`,
    `Emulator    ${emulatorUrl}`,
    `Task queue  ${taskQueue}`,
    '',
    ...models.map(({ status, arn }) => `${status.padEnd(20)}  ${arn}`),
    '',
    'In another terminal:',
    `  npx teardown delete ${running?.arn ?? 'ARN'} --task-queue ${taskQueue} --address ${address}`,
    ...(uiUrl === undefined
      ? []
      : [
          'In the Web UI (the input is the ARN in double quotes):',
          `  ${startWorkflowUrl(uiUrl, taskQueue)}`,
        ]),
    '',
    'Ctrl-C stops all of it.',
  ].join('\n');
}
