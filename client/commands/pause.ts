import { userInfo } from 'node:os';
import { Command } from 'commander';
import { onTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';

interface PauseFlags extends ConnectionFlags {
  readonly by: string;
}

export const pauseCommand = commandOf('pause', 'have a teardown stop and delete nothing until it is resumed');
export const resumeCommand = commandOf('resume', 'have a paused teardown go on');

function commandOf(name: 'pause' | 'resume', description: string): Command {
  return withConnection(new Command(name).description(description).argument('<arn>', 'the model'))
    .option('--by <who>', 'who decides', userInfo().username)
    .addHelpText('after', `\nWaits and their limits go on meanwhile.\n\nExample:\n  $ teardown ${name} ARN`)
    .action((arn: string, flags: PauseFlags) =>
      onTeardown(arn, flags, async (teardown) => {
        await teardown[name]({ by: flags.by });
        if (flags.json) printJson({ workflowId: teardown.workflowId, signal: name });
        else console.log(`Asked ${teardown.workflowId} to ${name}.`);
      }),
    );
}
