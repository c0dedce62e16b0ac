import { WorkflowNotFoundError } from '@temporalio/client';
import { Command } from 'commander';
import type { TeardownResult } from '../../contract/model/result.js';
import { isOpen } from '../../contract/open-runs.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { onTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';
import { resultLines, stepLine } from './wording.js';
import { printLines } from './printable.js';

const EXAMPLES = `
Shows the last description before deletion, the tags, who asked, each decision, and the time of each step. If Temporal no
longer has the run, reads the record in S3 that TEARDOWN_RECORDS names, with your AWS credentials.

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
      const result = await resultOf(teardown).catch((error: unknown) => recorded(teardown, error));
      if (flags.json) printJson(result);
      else printLines([...result.steps.map(stepLine), ...resultLines(result)]);
    }),
  );

async function resultOf(teardown: TeardownHandle): Promise<TeardownResult> {
  const { status } = await teardown.describe();
  if (!isOpen(status.name)) return teardown.result();
  const how = `Check its progress: teardown status ${teardown.arn}`;
  throw new TeardownError('NotFound', `The teardown of ${teardown.arn} is still running. ${how}`);
}

/** Returns the result from the record of the deletion, if records are kept and Temporal has no run. */
async function recorded({ arn }: TeardownHandle, error: unknown): Promise<TeardownResult> {
  const isForgotten = error instanceof TeardownError && error.cause instanceof WorkflowNotFoundError;
  if (!isForgotten || !process.env['TEARDOWN_RECORDS']) throw error;
  // Other commands start faster without the AWS SDK.
  const { readRecord } = await import('../../records/read-record.js');
  const record = await readRecord(arn);
  if (typeof record === 'string') throw new TeardownError('NotFound', `${error.message} ${record}`);
  return { ...record.result, record: { written: true, location: record.location } };
}
