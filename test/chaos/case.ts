import type { Call } from '../../emulator/emulator.js';
import { statusAt, type Timeline } from '../../emulator/timeline.js';
import { nameOf } from './aws-faults.js';
import type { Done, End, Named, Trouble } from './journal.js';
import type { Act } from './scenario.js';

/** What a campaign saw of one model, or of one project. Calls are in the order in which they came. */
export interface Case {
  readonly arn: string;
  readonly named: Named;
  /** That name it. */
  readonly calls: readonly Call[];
  /** That name its project; of a project, the same as `calls`. */
  readonly projectCalls: readonly Call[];
  readonly acts: readonly Done[];
  readonly end: End | undefined;
  readonly troubles: readonly Trouble[];
  readonly readLagMs: number;
}

/** Whatever a worker has found out before it learns that a run has ended, it may still do for so long, in milliseconds. */
export const CONFIRMED_FOR_MS = 6_000;
/** What a call takes to be noted, in milliseconds. */
const NOTED_WITHIN_MS = 1_000;

/** With an effect, but for those that say otherwise. */
const WITHOUT_EFFECT: readonly unknown[] = [
  'reset',
  'hang',
  'garbage',
  'emptyAnswer',
  'foreignJson',
  'ignored',
];
/** Whose answers are AWS's own, and true. */
const HARMLESS: readonly unknown[] = [undefined, 'wrongContentType', 'unknownNames', 'skewedClock'];

/** Whether the call changed anything, if only for a while: a lost response is one of a call that was carried out. */
export function tookEffect({ statusCode, error, fault }: Call): boolean {
  if (error !== undefined || WITHOUT_EFFECT.includes(fault)) return false;
  return statusCode === 200 || fault === 'loseResponse';
}

/** Whether AWS itself has answered what was asked. */
export function isAnswered({ statusCode, error, fault }: Call): boolean {
  return statusCode === 200 && error === undefined && HARMLESS.includes(fault);
}

export function effective({ calls }: Case, operation: string): readonly Call[] {
  return calls.filter((call) => call.operation === operation && tookEffect(call));
}

/** All changes that were sent, whatever became of them. */
export function changesOf({ calls }: Case): readonly Call[] {
  return calls.filter(({ operation }) => /^(Stop|Start|Delete)/.test(operation));
}

/** AWS's answers to what the model's status is, each with what it said: `GONE` if the model was not listed. */
export function looksAt(it: Case): readonly { readonly at: number; readonly status: string }[] {
  const [, , , name = ''] = it.arn.split('/');
  const { timeline = [] } = it.end ?? {};
  return it.projectCalls.flatMap((call) => {
    if (call.operation !== 'DescribeProjectVersions' || !isAnswered(call)) return [];
    const { VersionNames } = JSON.parse(call.input) as { readonly VersionNames?: readonly string[] | null };
    if (VersionNames && !VersionNames.includes(name)) return [];
    return [{ at: call.at, status: statusAt(timeline, call.at - it.readLagMs) ?? 'GONE' }];
  });
}

export function trueAt(timeline: Timeline<string>, at: number): string {
  return statusAt(timeline, at) ?? 'GONE';
}

/** What operators did to the run, or to that of the project: from the end of one run to the beginning of the next. */
export function restartsOf({ acts }: Case): readonly Done[] {
  return acts.filter(({ act }) => act === 'reset' || act === 'terminate');
}

/** When the last run began; who was promised something before that was promised it by another run. */
export function lastStart(it: Case): number {
  return Math.max(it.named.at, ...restartsOf(it).map(({ from, to }) => to ?? from));
}

/**
 * When the run began that knew of what came at a time. The run of a project's model goes on when that of the project is
 * reset, which joins it, and when it is terminated, until it is asked to end.
 */
export function startBefore(it: Case, at: number): number {
  const { whole } = it.named.scenario;
  const restarts = restartsOf(it).filter(({ act }) => !whole || act === 'terminate');
  const toldBy = whole ? at - CONFIRMED_FOR_MS : at;
  return Math.max(it.named.at, ...restarts.flatMap(({ from, to = from }) => (to <= toldBy ? [to] : [])));
}

/** When a change is certainly too late for a run that was closed at a time. */
export function tooLateAfter(closedAt: number, isOrderly: boolean): number {
  return closedAt + (isOrderly ? NOTED_WITHIN_MS : CONFIRMED_FOR_MS);
}

export function did(acts: readonly Done[], ...wanted: readonly Act[]): Done | undefined {
  return acts.find(({ act }) => wanted.includes(act));
}

/** Checks a case that has ended, and returns what was not kept, a line each. */
export function complaintsOf(it: Case, inspect: (check: Check, end: End) => void): string[] {
  const complaints: string[] = [];
  const check: Check = (isKept, rule, complaint) => {
    if (!isKept) complaints.push(`${rule}: ${it.arn}: ${complaint} (${inWords(it)})`);
  };
  if (it.end && !it.end.how.startsWith('still running')) inspect(check, it.end);
  else check(false, 'no end', 'it did not end');
  return complaints;
}

/** @param rule that is broken otherwise, as DESIGN.md numbers them: `rule 6` */
export type Check = (isKept: boolean, rule: string, complaint: string) => void;

function inWords(it: Case): string {
  const { named, acts, end } = it;
  const { at, scenario, status } = named;
  const since = (time: number | undefined) =>
    time === undefined ? '' : ` ${((time - at) / 1000).toFixed(1)}s`;
  const said = acts.map(({ act, from, to }) =>
    to === undefined ? `perhaps ${act}${since(from)}` : `${act}${since(from)}-${since(to)}`,
  );
  const { executionTimeout } = scenario;
  return [
    status ?? 'a project',
    JSON.stringify(scenario.terms),
    ...(executionTimeout === undefined ? [] : [`time-out ${executionTimeout} s`]),
    said.join(', ') || 'nobody did anything',
    `end: ${end?.how ?? 'none'}${since(end?.at)}`,
    ...(end?.said ? [`said: ${end.said}`] : []),
    `decisions: ${JSON.stringify(end?.decisions?.map(({ decision }) => decision))}`,
    `sent: ${changesOf(it)
      .map(
        ({ operation, at: then, fault, error, statusCode }) =>
          `${operation}${since(then)} ${fault ? nameOf(fault) : (error ?? statusCode)}`,
      )
      .join(', ')}`,
    `was: ${end?.timeline.map(({ status: then, at: from }) => `${then}${since(from)}`).join(', ')}`,
    `shown: ${shownOf(it)
      .map(({ at: then, status: what }) => `${what}${since(then)}`)
      .join(', ')}`,
    `from ${new Date(at).toISOString()}`,
  ].join('; ');
}

/** What AWS has said, each time that it said something new. */
function shownOf(it: Case): ReturnType<typeof looksAt> {
  const looks = looksAt(it);
  return looks.filter(({ status }, index) => status !== looks[index - 1]?.status);
}
