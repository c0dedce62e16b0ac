import { Command } from 'commander';
import { TeardownError } from '../teardown-error.js';
import { onTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';
import { resultLines, stepLine } from './wording.js';

const EXAMPLES = `
Shows the last description before deletion, the tags, who asked, each decision, and the time of each step.

Examples:
  $ teardown show arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown show ARN --json > tombstone.json`;

export const showCommand = withConnection(
  new Command('show')
    .description('show what a finished teardown deleted')
    .argument('<arn>', 'ARN of the model'),
)
  .addHelpText('after', EXAMPLES)
  .action((arn: string, flags: ConnectionFlags) =>
    onTeardown(arn, flags, async (teardown) => {
      const { status } = await teardown.describe();
      if (status.name === 'RUNNING') {
        const how = `Check its progress: teardown status ${teardown.arn}`;
        throw new TeardownError('NotFound', `The teardown of ${teardown.arn} is still running. ${how}`);
      }
      const result = await teardown.result();
      if (flags.json) printJson(result);
      else console.log([...result.steps.map(stepLine), ...resultLines(result)].join('\n'));
    }),
  );
