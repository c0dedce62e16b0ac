// Cases for the tests of the oracle: a teardown in which nothing goes wrong, and what may differ from it.
import type { Call } from '../../emulator/emulator.js';
import type { Done, End, Journal, Named, Trouble } from './journal.js';
import { judge } from './oracle.js';
import type { Scenario, Terms } from './scenario.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:200000000001:project/scenario-1/1000';
export const MODEL = 'arn:aws:rekognition:eu-west-1:200000000001:project/scenario-1/version/v1/1001';
export const OTHER = MODEL.replace('v1/1001', 'v1/1002');

/** A teardown of a running model in which nothing goes wrong, at these times in milliseconds. */
export const [BEGAN, STOP, DELETE, CONFIRMED, ENDED] = [1000, 3000, 6000, 8000, 8500];
export const TIMELINE = [
  { at: 0, status: 'RUNNING' },
  { at: STOP, status: 'STOPPING' },
  { at: 4000, status: 'STOPPED' },
  { at: DELETE, status: 'DELETING' },
  { at: 7000, status: 'GONE' },
];
const TERMS: Terms = { ifRunning: 'stop', ifTraining: 'wait' };

export const call = (at: number, operation: string, input: object, rest: Partial<Call> = {}): Call => ({
  at,
  requestId: '',
  region: 'eu-west-1',
  operation,
  input: JSON.stringify(input),
  statusCode: 200,
  ...rest,
});
export const look = (at: number, rest?: Partial<Call>) =>
  call(at, 'DescribeProjectVersions', { ProjectArn: PROJECT, VersionNames: ['v1'] }, rest);
export const tags = (at: number, rest?: Partial<Call>) => [
  call(at, 'ListTagsForResource', { ResourceArn: MODEL }, rest),
  call(at, 'ListTagsForResource', { ResourceArn: PROJECT }, rest),
];
export const change = (at: number, verb: string, arn = MODEL, rest: Partial<Call> = {}) =>
  call(at, `${verb}ProjectVersion`, { ProjectVersionArn: arn, MinInferenceUnits: 2 }, rest);
export const stopping = [look(2000), ...tags(2500), change(STOP, 'Stop')];
export const deleting = [look(5000), ...tags(5500), change(DELETE, 'Delete')];
export const GOOD = [...stopping, ...deleting, look(CONFIRMED)];

export interface Case {
  readonly calls?: readonly Call[];
  readonly terms?: Partial<Terms>;
  readonly scenario?: Partial<Scenario>;
  readonly acts?: readonly Pick<Done, 'act' | 'from' | 'to' | 'wrong'>[];
  readonly end?: Partial<End>;
  readonly troubles?: readonly Trouble[];
  readonly news?: readonly string[];
  /** When each record says that the model was deleted, in milliseconds; default: one, right. */
  readonly records?: readonly number[];
}

export function complaints({
  calls = GOOD,
  terms,
  scenario,
  acts = [],
  end,
  troubles = [],
  news,
  records,
}: Case): string[] {
  const named: Named = {
    scenario: {
      feature: 'CUSTOM_LABELS',
      whole: false,
      models: [],
      terms: { ...TERMS, ...terms },
      executionTimeout: undefined,
      isShared: false,
      isProjectProtected: false,
      acts: [],
      ...scenario,
    },
    at: BEGAN,
    projectArn: PROJECT,
    status: 'RUNNING',
    minInferenceUnits: 2,
  };
  const journal: Journal = {
    models: new Map([[MODEL, named]]),
    projects: new Map(),
    acts: acts.map((it) => ({ arn: MODEL, ...it })),
    ends: [{ arn: MODEL, at: ENDED, how: 'deleted', status: undefined, timeline: TIMELINE, ...end }],
    calls,
    troubles: [...troubles],
    news: (news ?? ['teardown.deleted']).map((type) => ({ type, projectVersionArn: MODEL, at: ENDED })),
    records: () =>
      recordsOf(records ?? (end?.how === undefined && end?.status === undefined ? [CONFIRMED] : [])),
    readLagMs: 200,
  };
  return judge(journal);
}

function recordsOf(times: readonly number[]): Record<string, string> {
  return Object.fromEntries(
    times.map((at) => [
      `${at}.json`,
      JSON.stringify({ projectVersionArn: MODEL, deletedAt: new Date(at).toISOString() }),
    ]),
  );
}

export const STOPPED = TIMELINE.slice(0, 3);
export const stopped = (how: string): Partial<End> => ({ how, status: 'STOPPED', timeline: STOPPED });
export const done = (act: Done['act'], from: number, to: number | undefined = from) => ({ act, from, to });
export const grace = { gracePeriod: '10s' };
