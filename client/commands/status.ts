import { Command } from 'commander';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { isOpen } from '../../contract/open-runs.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { connected, kindOf, onTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';
import { projectProgressLines, projectResultLines } from './project-wording.js';
import { sweepProgressLines, sweepResultLines } from './sweep-wording.js';
import { whyNoProgress } from './no-progress.js';
import { progressLines, resultLines, stepAgo, stepLine } from './wording.js';
import { printLines } from './printable.js';

const EXAMPLES = `
Examples:
  $ teardown status arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown status ARN --json | jq -r .progress.phase`;

export const statusCommand = withConnection(
  new Command('status')
    .description('show the progress or the result of the latest teardown')
    .argument('<arn>', 'ARN of the model or project, or workflow ID of the sweep'),
)
  .addHelpText('after', EXAMPLES)
  .action((arn: string, flags: ConnectionFlags) => {
    const kind = kindOf(arn);
    return kind === 'model'
      ? onTeardown(arn, flags, (teardown) => show(teardown, ofModel(teardown), flags))
      : connected(flags, (client) => {
          if (kind === 'project') {
            const teardown = client.projectTeardownOf(arn);
            return show(teardown, ofMany(teardown, projectProgressLines, projectResultLines), flags);
          }
          const sweep = client.sweepOf(arn);
          return show(sweep, ofMany(sweep, sweepProgressLines, sweepResultLines), flags);
        });
  });

async function show(
  teardown: Pick<TeardownHandle, 'describe'>,
  reports: Reports,
  { json }: ConnectionFlags,
): Promise<void> {
  const description = await teardown.describe();
  const { status, workflowId, startTime, closeTime } = description;
  const run = {
    status: status.name,
    workflowId,
    startedAt: startTime.toISOString(),
    ...omitUndefined({ endedAt: closeTime?.toISOString() }),
  };
  const rest = isOpen(status.name) ? await ifReadable(reports) : await onceEnded(reports);
  if (json) printJson({ ...run, ...rest.document });
  else printLines([`${run.status}  ${workflowId}`, ...(rest.lines ?? [whyNoProgress(description)])]);
}

interface Report {
  readonly document: object;
  /** Undefined without progress. */
  readonly lines: readonly string[] | undefined;
}

interface Reports {
  whileRunning(): Promise<Report>;
  ofResult(): Promise<Report>;
}

function ofModel(teardown: TeardownHandle): Reports {
  return {
    async whileRunning() {
      const [progress, pending] = await Promise.all([teardown.progressIfKnown(), teardown.pendingCall()]);
      const lines = progress && [...progress.steps.map(stepAgo), ...progressLines(progress, pending)];
      return { document: omitUndefined({ progress, pending }), lines };
    },
    async ofResult() {
      const result = await teardown.result();
      return { document: { result }, lines: [...result.steps.map(stepLine), ...resultLines(result)] };
    },
  };
}

function ofMany<Progress, Result>(
  teardown: TeardownHandle<string, Progress, Result>,
  progressLinesOf: (progress: Progress) => readonly string[],
  resultLinesOf: (result: Result) => readonly string[],
): Reports {
  return {
    async whileRunning() {
      const progress = await teardown.progressIfKnown();
      return {
        document: omitUndefined({ progress }),
        lines: progress && progressLinesOf(progress),
      };
    },
    async ofResult() {
      const result = await teardown.result();
      return { document: { result }, lines: resultLinesOf(result) };
    },
  };
}

async function ifReadable(reports: Reports): Promise<Report> {
  try {
    return await reports.whileRunning();
  } catch (error) {
    if (error instanceof TeardownError && error.type === 'Unreadable') return failed(error);
    throw error;
  }
}

async function onceEnded(reports: Reports): Promise<Report> {
  try {
    return await reports.ofResult();
  } catch (error) {
    if (!(error instanceof TeardownError)) throw error;
    return failed(error);
  }
}

function failed({ type, message }: TeardownError): Report {
  return { document: { error: { type, message } }, lines: [`${type}: ${message}`] };
}
