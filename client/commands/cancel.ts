import { Command } from 'commander';
import { onAnyTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';

const EXAMPLES = `
The model stays in its current state: running, stopping or stopped. A delete request that was sent to AWS can't be
taken back: the teardown then ends once the model is gone. Teardowns that a sweep has started with a grace period
continue: cancel each of them by its ARN.

Example:
  $ teardown cancel arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958`;

export const cancelCommand = withConnection(
  new Command('cancel')
    .description('cancel a teardown; models that it has not deleted stay as they are')
    .argument('<arn>', 'ARN of the model or project, or workflow ID of the sweep'),
)
  .addHelpText('after', EXAMPLES)
  .action((arn: string, flags: ConnectionFlags) =>
    onAnyTeardown(arn, flags, async (teardown) => {
      await teardown.cancel();
      const { workflowId } = teardown;
      if (flags.json) printJson({ workflowId, cancelRequested: true });
      else console.log(`Requested cancellation of ${workflowId}.\nCheck the outcome: teardown status ${arn}`);
    }),
  );
