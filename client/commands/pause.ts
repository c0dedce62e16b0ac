import { Command } from 'commander';
import { onAnyTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';
import { userName } from './user-name.js';

interface PauseFlags extends ConnectionFlags {
  readonly by: string;
}

export const pauseCommand = commandOf(
  'pause',
  'pause a teardown: stop and delete nothing until it is resumed',
);
export const resumeCommand = commandOf('resume', 'resume a paused teardown');

function commandOf(name: 'pause' | 'resume', description: string): Command {
  return withConnection(
    new Command(name)
      .description(description)
      .argument('<arn>', 'ARN of the model or project, or workflow ID of the sweep'),
  )
    .option('--by <who>', 'who makes the decision', userName())
    .addHelpText(
      'after',
      `\nFor a project or sweep, this includes the teardowns of its models. Time limits keep running while a teardown is paused.\n\nExample:\n  $ teardown ${name} ARN`,
    )
    .action((arn: string, flags: PauseFlags) =>
      onAnyTeardown(arn, flags, async (teardown) => {
        await teardown[name]({ by: flags.by });
        if (flags.json) printJson({ workflowId: teardown.workflowId, signal: name });
        else console.log(`Sent ${name} to ${teardown.workflowId}.`);
      }),
    );
}
