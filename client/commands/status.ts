import { Command } from 'commander';
import { given } from '../../contract/given.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { onTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';
import { NO_ANSWER } from './views.js';
import { progressLines, resultLines, stepLine } from './wording.js';

const EXAMPLES = `
Examples:
  $ teardown status arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown status ARN --json | jq -r .progress.phase`;

export const statusCommand = withConnection(
  new Command('status')
    .description("show where a model's latest teardown stands, or how it ended")
    .argument('<arn>', 'the model'),
)
  .addHelpText('after', EXAMPLES)
  .action((arn: string, flags: ConnectionFlags) =>
    onTeardown(arn, flags, (teardown) => show(teardown, flags)),
  );

async function show(teardown: TeardownHandle, { json }: ConnectionFlags): Promise<void> {
  const { status, workflowId, startTime, closeTime } = await teardown.describe();
  const run = {
    status: status.name,
    workflowId,
    startedAt: startTime.toISOString(),
    ...given({ endedAt: closeTime?.toISOString() }),
  };
  const rest = status.name === 'RUNNING' ? await whileRunning(teardown) : await onceEnded(teardown);
  if (json) printJson({ ...run, ...rest.document });
  else console.log([`${run.status}  ${workflowId}`, ...rest.lines].join('\n'));
}

interface Report {
  readonly document: object;
  readonly lines: readonly string[];
}

async function whileRunning(teardown: TeardownHandle): Promise<Report> {
  const [progress, pending] = await Promise.all([teardown.progressIfKnown(), teardown.pendingCall()]);
  const lines = progress
    ? [...progress.steps.map(stepLine), ...progressLines(progress, pending)]
    : [NO_ANSWER];
  return { document: given({ progress, pending }), lines };
}

async function onceEnded(teardown: TeardownHandle): Promise<Report> {
  try {
    const result = await teardown.result();
    return { document: { result }, lines: [...result.steps.map(stepLine), ...resultLines(result)] };
  } catch (error) {
    if (!(error instanceof TeardownError)) throw error;
    const { type, message } = error;
    return { document: { error: { type, message } }, lines: [`${type}: ${message}`] };
  }
}
