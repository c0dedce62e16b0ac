import { shortName } from '../contract/arn.js';
import { decisionInWords, type Decision } from '../contract/decision.js';
import type { DecisionUpdate } from '../contract/names.js';
import type { ProjectProgress } from '../contract/project-result.js';
import type { Phase, RefusedSignal, TeardownProgress } from '../contract/progress.js';

const HEADINGS: Readonly<Record<Phase, string>> = {
  looking: 'Looking at',
  training: 'Waiting out the training of',
  copying: 'Waiting for the copy of',
  starting: 'Waiting to stop',
  stopping: 'Stopping',
  deleting: 'Deleting',
  awaitingApproval: 'Approval needed to tear down',
  paused: 'Paused: the teardown of',
  held: 'In its grace period:',
  restoring: 'Starting again',
  backingOff: 'Asking again soon about',
  handedOver: 'Handed over',
  done: 'Done with',
};

/** How the updates are used, in the words of the Web UI's Update form. */
const INPUTS: Readonly<Record<DecisionUpdate, readonly [input: string, effect: string]>> = {
  approve: ['{"by": "you"}', 'allow the model to be stopped and deleted'],
  reject: ['{"by": "you"}', 'leave it as it is and end this run'],
  restore: ['{"by": "you"}', 'start the model again and delete nothing'],
  postpone: ['{"by": "you", "for": "7d"}', 'keep the model for longer'],
  deleteNow: ['{"by": "you"}', 'end the grace period now'],
};

/** The current details of a run, in the Markdown that the Web UI shows. */
export function detailsOf(progress: TeardownProgress): string {
  const { phase, projectVersionArn, waitingFor } = progress;
  const rows: DetailRow[] = [
    ['Model', `\`${projectVersionArn}\``],
    ['Status at AWS', status(progress)],
    ['Waits for', waitingFor],
    ['Next look', progress.nextLook],
    ['Since', inUtc(progress.since)],
    ['Times out', inUtc(progress.approvalEndsAt)],
    ['Deleted at', progress.deleteSent ? undefined : inUtc(progress.graceEndsAt)],
    [
      'Paused',
      progress.paused ? '**yes**: nothing is stopped or deleted until the signal `resume`' : undefined,
    ],
    ['Deadline', inUtc(progress.deadlineAt)],
    ['Asked by', progress.requestedBy],
    ['Reason', progress.reason],
    ['Decided', decisions(progress.decisions)],
    ['Refused', refused(progress.refusedSignal)],
    ['Undone by AWS', undone(progress.deletionsUndone)],
  ];
  const heading = `${HEADINGS[phase]} ${shortName(projectVersionArn)}${progress.dryRun ? ' (dry run)' : ''}`;
  return asTable(heading, rows, options(progress));
}

/** Left out where it has no value. */
export type DetailRow = readonly [label: string, value: string | undefined];

/** What the details of runs about many models have in common. */
export function waitingRows({
  waitingFor,
  since,
  approvalEndsAt,
  requestedBy,
  reason,
  decisions: taken,
  refusedSignal,
}: Pick<
  ProjectProgress,
  'waitingFor' | 'since' | 'approvalEndsAt' | 'requestedBy' | 'reason' | 'decisions' | 'refusedSignal'
>): DetailRow[] {
  return [
    ['Waits for', waitingFor],
    ['Since', inUtc(since)],
    ['Times out', inUtc(approvalEndsAt)],
    ['Asked by', requestedBy],
    ['Reason', reason],
    ['Decided', decisions(taken)],
    ['Refused', refused(refusedSignal)],
  ];
}

function refused(signal: RefusedSignal | undefined): string | undefined {
  return signal && `the signal \`${signal.signal}\` at ${inUtc(signal.at)}: ${signal.why}`;
}

/** For people: how many deletions AWS has accepted and not carried out. */
export function undone(count: number | undefined): string | undefined {
  return count === undefined ? undefined : `**${count}** deletions that AWS had accepted; each is sent again`;
}

/** A heading, a table of two columns, and what people can do. */
export function asTable(heading: string, rows: readonly DetailRow[], after: readonly string[]): string {
  return [
    `### ${heading}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([label, value]) => (value === undefined ? [] : [`| ${label} | ${cell(value)} |`])),
    ...after,
    // The Web UI cuts off the last line of what it is given (tried: 2.42.1): here it is one that nobody sees.
    '',
    '\u200b',
  ].join('\n');
}

function status({ modelStatus, lookedAt }: TeardownProgress): string | undefined {
  return modelStatus === undefined
    ? undefined
    : `**${modelStatus}**, looked at ${inUtc(lookedAt) ?? 'earlier'}`;
}

/** A time as people read it: `2026-11-24 07:00:00 UTC`. */
export function inUtc(iso: string | undefined): string | undefined {
  return iso?.replace(/T(.*)\.\d+Z$/, ' $1 UTC');
}

/** How many decisions the details tell; the query `progress` has more. */
const LATEST = 5;

function decisions(all: readonly Decision[]): string | undefined {
  if (all.length === 0) return undefined;
  const latest = all.slice(-LATEST).map(decisionInWords);
  return [...(all.length > LATEST ? [`${all.length - LATEST} before`] : []), ...latest].join('; ');
}

/** What a person can do now, and with which message. */
function options(progress: TeardownProgress): string[] {
  const { phase, deleteSent, workflowId, accepts, paused, dryRun } = progress;
  if (phase === 'done') return [];
  if (workflowId !== undefined) return ['', `You can follow \`${workflowId}\`, which does the work.`];
  const updates = accepts.map((name) => {
    const [input, effect] = INPUTS[name];
    return `- update \`${name}\` with \`${input}\`: ${effect}`;
  });
  const pause = paused ? '- signal `resume`: go on' : '- signal `pause`: stop and delete nothing for now';
  return [
    '',
    'You can send',
    '',
    ...updates,
    ...(deleteSent || dryRun ? [] : [pause]),
    '- signal `checkNow`: look at the model at once',
    deleteSent
      ? '- a cancel: it waits for the confirmation, since Delete was sent'
      : '- a cancel: leave the model as it is now',
  ];
}

// A text of somebody's must not be able to break out of its table cell.
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|');
}
