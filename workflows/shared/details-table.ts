import { decisionInWords, type Decision } from '../../contract/model/decision.js';
import type { RefusedSignal, TeardownProgress } from '../../contract/model/progress.js';
import type { ProjectProgress } from '../../contract/project/result.js';
import type { SweepProgress } from '../../contract/sweep/result.js';
import { asMarkdown, markdown, type Markdown } from './markdown.js';

/** A row of the details, omitted if it has no value. */
export type DetailRow = readonly [label: string, value: string | Markdown | undefined];

/** Returns the rows that the details of project teardowns and sweeps have in common. */
export function waitingRows(progress: ProjectProgress | SweepProgress): DetailRow[] {
  return [
    ['Waits for', progress.waitingFor],
    ['Since', inUtc(progress.since)],
    ['Approve by', inUtc(progress.approvalEndsAt)],
    ...peopleRows(progress),
  ];
}

/** Returns the rows that the details of all runs have in common: who asked, who decided, and until when. */
export function peopleRows(progress: TeardownProgress | ProjectProgress | SweepProgress): DetailRow[] {
  const paused = progress.paused
    ? markdown('**yes**: nothing is stopped or deleted until it is resumed')
    : undefined;
  return [
    ['Paused', paused],
    ['Deadline', inUtc(progress.deadlineAt)],
    ['Requested by', progress.requestedBy],
    ['Reason', progress.reason],
    ['Decisions', decisions(progress.decisions)],
    ['Not accepted', refused(progress.refusedSignal)],
  ];
}

/** Returns the signals that people can send now. */
export function signalOptions({ paused, dryRun }: Pick<ProjectProgress, 'paused' | 'dryRun'>): string[] {
  const pause = paused
    ? '- signal `resume`: continue'
    : '- signal `pause`: stop and delete nothing until resumed';
  return [...(dryRun ? [] : [pause]), '- signal `checkNow`: check now instead of at the next poll'];
}

function refused(signal: RefusedSignal | undefined): string | undefined {
  return signal && `the signal ${signal.signal} at ${inUtc(signal.at)}: ${signal.why}`;
}

/** Returns how many deletions AWS has accepted and not carried out, in words. */
export function undone(count: number | undefined): Markdown | undefined {
  return count === undefined
    ? undefined
    : markdown(`**${count}** deletions that AWS accepted and did not carry out; each is sent again`);
}

/** Returns a heading, a table of two columns, and the lines after it. */
export function asTable(heading: string, rows: readonly DetailRow[], after: readonly string[]): string {
  return [
    `### ${asMarkdown(heading)}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([label, value]) => (value === undefined ? [] : [`| ${label} | ${cell(value)} |`])),
    ...after,
    // The Web UI cuts off the last line of the details (tried: 2.42.1), so this line is invisible.
    '',
    '\u200b',
  ].join('\n');
}

/** Formats an ISO time for people: `2026-11-24 07:00:00 UTC`. */
export function inUtc(iso: string | undefined): string | undefined {
  return iso?.replace(/T(.*)\.\d+Z$/, ' $1 UTC');
}

/** How many decisions the details show; the query `progress` returns more. */
const LATEST = 5;

function decisions(all: readonly Decision[]): string | undefined {
  if (all.length === 0) return undefined;
  const latest = all.slice(-LATEST).map(decisionInWords);
  return [...(all.length > LATEST ? [`${all.length - LATEST} before`] : []), ...latest].join('; ');
}

function cell(value: string | Markdown): string {
  return typeof value === 'string' ? asMarkdown(value) : value.markdown;
}
