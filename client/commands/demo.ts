// `npm start`: starts the local stack, tears down one model in it, and shows the progress.
import { Client, Connection } from '@temporalio/client';
import { loadDataConverter } from '../../codec/data-converter.js';
import { announceNodeSupport } from '../../contract/node-support.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { DevStack } from '../../local-stack/dev-stack.js';
import { TeardownClient } from '../teardown-client.js';
import { inDevStack, keepUp } from './dev-session.js';
import { exitCodeOf, messageOf } from './exit-codes.js';
import { follow } from './follow.js';
import { viewOn } from './views.js';
import { workflowUrl } from './web-ui.js';
import { MODEL_RENDERER, resultLines } from './wording.js';

announceNodeSupport(process);
try {
  await inDevStack(
    (line) => console.log(line),
    async (stack, stop) => {
      await demonstrate(stack, stop);
      if (process.stdout.isTTY) {
        console.log('\nThe local stack keeps running so that you can explore it. Ctrl-C stops it.');
        await keepUp(stack, stop);
      } else {
        console.log('\nStopping the local stack (not a terminal). To keep it running: npx teardown dev');
      }
    },
  );
  process.exit(0);
} catch (error) {
  console.error(messageOf(error));
  process.exit(exitCodeOf(error));
}

async function demonstrate(stack: DevStack, stop: AbortSignal): Promise<void> {
  const { address, uiUrl, models } = stack;
  for (const { status, arn } of models) console.log(`${status.padEnd(20)}  ${arn}`);
  const running = models.find(({ status }) => status === 'RUNNING');
  if (!running) throw new Error('The emulator has no model in status RUNNING.');

  const client = await clientOf(stack);
  try {
    console.log('\nTearing down the model that is RUNNING:');
    const { teardown } = await client.start({ projectVersionArn: running.arn, requestedBy: 'npm start' });
    const result = await follow(teardown, viewOn(process.stdout, MODEL_RENDERER), stop);
    console.log(`\n${resultLines(result).join('\n')}`);
    if (uiUrl !== undefined) {
      console.log(`\nSee the run in the Web UI:\n  ${workflowUrl(uiUrl, teardown.workflowId)}`);
    }
    console.log(
      `\nTo plan a teardown in your own AWS account (the Temporal server here is ${address}):\n  npm run worker & npx teardown delete ARN --dry-run`,
    );
  } finally {
    await client.close();
  }
}

/** Connects without the user's Temporal settings to our own server, and with all of them to theirs. The worker has their keys. */
async function clientOf({ address, uiUrl, taskQueue }: DevStack): Promise<TeardownClient> {
  if (uiUrl === undefined) return TeardownClient.connect({ taskQueue });
  const connection = await Connection.connect({ address });
  const dataConverter = await loadDataConverter();
  return new TeardownClient(new Client({ connection, ...omitUndefined({ dataConverter }) }), { taskQueue });
}
