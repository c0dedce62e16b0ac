// `npm start`: the whole stack on this machine, and one teardown in it, watched to its end.
import { Client, Connection } from '@temporalio/client';
import { announceNodeSupport } from '../../contract/node-support.js';
import type { DevStack } from '../../local-stack/dev-stack.js';
import { TeardownClient } from '../teardown-client.js';
import { inDevStack, keepUp } from './dev-session.js';
import { exitCodeOf } from './exit-codes.js';
import { follow } from './follow.js';
import { viewOn } from './views.js';
import { workflowUrl } from './web-ui.js';
import { MODEL_STORY, resultLines } from './wording.js';

announceNodeSupport(process);
try {
  await inDevStack(
    (line) => console.log(line),
    async (stack, stop) => {
      await demonstrate(stack, stop);
      if (process.stdout.isTTY) {
        console.log('\nAll of it stays up for you to look at. Ctrl-C stops it.');
        await keepUp(stack, stop);
      } else {
        console.log('\nThis is no terminal, so all of it is stopped now. `npx teardown dev` keeps it up.');
      }
    },
  );
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(exitCodeOf(error));
}

async function demonstrate(stack: DevStack, stop: AbortSignal): Promise<void> {
  const { address, uiUrl, models } = stack;
  for (const { status, arn } of models) console.log(`${status.padEnd(20)}  ${arn}`);
  const running = models.find(({ status }) => status === 'RUNNING');
  if (!running) throw new Error('The emulator has no running model.');

  const client = await clientOf(stack);
  try {
    console.log('\nTearing down the running one:');
    const { teardown } = await client.start({ projectVersionArn: running.arn, requestedBy: 'npm start' });
    const result = await follow(teardown, viewOn(process.stdout, MODEL_STORY), stop);
    console.log(`\n${resultLines(result).join('\n')}`);
    if (uiUrl !== undefined) {
      console.log(`\nThe run in the Web UI:\n  ${workflowUrl(uiUrl, teardown.workflowId)}`);
    }
    console.log(
      `\nThe same in your AWS account, with your credentials (this Temporal server is ${address}):\n  npm run worker & npx teardown delete ARN --dry-run`,
    );
  } finally {
    await client.close();
  }
}

/** Our own server wants none of the user's Temporal settings; theirs wants all of them. */
async function clientOf({ address, uiUrl, taskQueue }: DevStack): Promise<TeardownClient> {
  if (uiUrl === undefined) return TeardownClient.connect({ taskQueue });
  const connection = await Connection.connect({ address });
  return new TeardownClient(new Client({ connection }), { taskQueue });
}
