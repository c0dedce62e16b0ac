import { Command } from 'commander';
import { onAnyTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';

const EXAMPLES = `
The model is left as it is at that moment: still running, stopping, or stopped. Once AWS was asked to delete it,
that can't be called off: the teardown then ends when the model is gone.

Example:
  $ teardown cancel arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958`;

export const cancelCommand = withConnection(
  new Command('cancel')
    .description('cancel a teardown')
    .argument('<arn>', 'the model, the project, or the workflow id of the sweep'),
)
  .addHelpText('after', EXAMPLES)
  .action((arn: string, flags: ConnectionFlags) =>
    onAnyTeardown(arn, flags, async (teardown) => {
      await teardown.cancel();
      const { workflowId } = teardown;
      if (flags.json) printJson({ workflowId, cancelRequested: true });
      else console.log(`Asked ${workflowId} to cancel.\nHow it ends: teardown status ${arn}`);
    }),
  );
