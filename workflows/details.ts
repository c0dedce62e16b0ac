import { shortName } from '../contract/arn.js';
import type { Phase, TeardownProgress } from '../contract/progress.js';

const HEADINGS: Readonly<Record<Phase, string>> = {
  looking: 'Looking at',
  training: 'Waiting out the training of',
  copying: 'Waiting for the copy of',
  starting: 'Waiting to stop',
  stopping: 'Stopping',
  deleting: 'Deleting',
  backingOff: 'Asking again soon about',
  handedOver: 'Handed over',
  done: 'Done with',
};

/** The current details of a run, in the Markdown that the Web UI shows. */
export function detailsOf(progress: TeardownProgress): string {
  const { phase, projectVersionArn, waitingFor } = progress;
  const rows: (readonly [string, string | undefined])[] = [
    ['Model', `\`${projectVersionArn}\``],
    ['Status at AWS', status(progress)],
    ['Waits for', waitingFor],
    ['Next look', progress.nextLook],
    ['In this phase since', progress.since],
    ['Deadline', progress.deadlineAt],
    ['Asked by', progress.requestedBy],
    ['Reason', progress.reason],
    ['You can', options(progress)],
  ];
  return [
    `### ${HEADINGS[phase]} ${shortName(projectVersionArn)}${progress.dryRun ? ' (dry run)' : ''}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([label, value]) => (value === undefined ? [] : [`| ${label} | ${cell(value)} |`])),
  ].join('\n');
}

function status({ modelStatus, lookedAt }: TeardownProgress): string | undefined {
  return modelStatus === undefined ? undefined : `**${modelStatus}**, looked at ${lookedAt ?? 'earlier'}`;
}

function options({ phase, deleteSent, workflowId }: TeardownProgress): string | undefined {
  if (phase === 'done') return undefined;
  if (workflowId !== undefined) return `follow \`${workflowId}\`, which does the work`;
  return deleteSent
    ? 'send the signal `checkNow` to look at once; a cancel waits for the confirmation, since Delete was sent'
    : 'send the signal `checkNow` to look at once; cancel to leave the model as it is now';
}

// A text of the requester's must not be able to break out of its table cell.
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|');
}
