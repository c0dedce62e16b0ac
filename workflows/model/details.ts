import { shortName } from '../../contract/arn.js';
import type { Phase, TeardownProgress } from '../../contract/model/progress.js';
import type { DecisionUpdate } from '../../contract/names.js';
import {
  asTable,
  inUtc,
  peopleRows,
  signalOptions,
  undone,
  type DetailRow,
} from '../shared/details-table.js';
import { asMarkdown, markdown, type Markdown } from '../shared/markdown.js';

const HEADINGS: Readonly<Record<Phase, string>> = {
  looking: 'Checking',
  training: 'Waiting for the training of',
  copying: 'Waiting for the copy of',
  starting: 'Waiting to stop',
  stopping: 'Stopping',
  deleting: 'Deleting',
  awaitingApproval: 'Approval needed to tear down',
  paused: 'Paused: teardown of',
  held: 'Grace period of',
  restoring: 'Restoring',
  recording: 'Recording the deletion of',
  backingOff: 'Retrying soon:',
  handedOver: 'Handed over: teardown of',
  done: 'Finished:',
};

/** The input of each update for the Web UI's Update form, and its effect. */
const INPUTS: Readonly<Record<DecisionUpdate, readonly [input: string, effect: string]>> = {
  approve: ['{"by": "you"}', 'allow the model to be stopped and deleted'],
  reject: ['{"by": "you"}', 'leave the model as it is and end this run'],
  restore: ['{"by": "you"}', 'start the model again and delete nothing'],
  postpone: ['{"by": "you", "for": "7d"}', 'extend the grace period'],
  deleteNow: ['{"by": "you"}', 'end the grace period and delete the model now'],
};

/** Returns the current details of a run, as Markdown for the Web UI. */
export function detailsOf(progress: TeardownProgress): string {
  const { phase, projectVersionArn, waitingFor } = progress;
  const rows: DetailRow[] = [
    ['Model', markdown(`\`${projectVersionArn}\``)],
    ['Status at AWS', status(progress)],
    ['Waiting for', waitingFor],
    ['Checks', progress.nextLook],
    ['Since', inUtc(progress.since)],
    ['Approve by', inUtc(progress.approvalEndsAt)],
    ['Delete at', progress.deleteSent ? undefined : inUtc(progress.graceEndsAt)],
    ...peopleRows(progress),
    ['Undone by AWS', undone(progress.deletionsUndone)],
  ];
  const heading = `${HEADINGS[phase]} ${shortName(projectVersionArn)}${progress.dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, options(progress));
}

function status({ modelStatus, lookedAt }: TeardownProgress): Markdown | undefined {
  return modelStatus === undefined
    ? undefined
    : markdown(`**${asMarkdown(modelStatus)}**, checked ${inUtc(lookedAt) ?? 'earlier'}`);
}

/** Lists what a person can do now, and with which message. */
function options(progress: TeardownProgress): string[] {
  const { phase, deleteSent, workflowId, accepts, paused, dryRun } = progress;
  if (phase === 'done') return [];
  if (workflowId !== undefined) return ['', `The workflow \`${workflowId}\` does the work: follow that one.`];
  const updates = accepts.map((name) => {
    const [input, effect] = INPUTS[name];
    return `- update \`${name}\` with \`${input}\`: ${effect}`;
  });
  return [
    '',
    'Actions:',
    '',
    ...updates,
    ...signalOptions({ paused, dryRun: dryRun || deleteSent }),
    `- request cancellation: ${cancellation(progress)}`,
  ];
}

function cancellation({ deleteSent, modelStatus }: TeardownProgress): string {
  if (!deleteSent) return 'leave the model as it is now';
  return modelStatus === 'GONE'
    ? 'try once more to write the record, and end; the model is deleted'
    : 'the run first waits for the deletion, since DeleteProjectVersion was sent';
}
