import type { Context } from './context.js';
import { notFound } from './errors.js';
import { refusedEvents, type BusEvent } from './event-buses.js';
import type { FaultKind } from './faults.js';
import type { Resource } from './store.js';
import { after, statusAt } from './timeline.js';

interface Input {
  readonly ProjectVersionArn?: string;
  readonly ProjectArn?: string;
  readonly DatasetArn?: string;
  readonly VersionNames?: readonly string[] | null;
  readonly NextToken?: string | null;
  readonly Entries?: readonly BusEvent[];
}

const FIRST_PAGE = Buffer.from('page:0').toString('base64');

/** Carries out a call with a fault in its answer or in its effect. Every other fault leaves both as they are. */
export function faultyAnswer(
  fault: FaultKind | undefined,
  context: Context,
  body: string,
  perform: () => object,
): object {
  const input = (): Input => JSON.parse(body) as Input;
  switch (fault) {
    case 'repeatedToken':
      return { ...perform(), NextToken: input().NextToken ?? FIRST_PAGE };
    case 'lostPage':
      return Object.fromEntries(
        Object.entries(perform()).map(([member, value]) => [member, Array.isArray(value) ? [] : value]),
      );
    case 'unknownNames':
      return allNamesKnown(input().VersionNames ?? [], perform());
    case 'rejectedEntries':
      return refusedEvents({ Entries: input().Entries ?? [] });
    case 'ignored':
    case 'undone':
      return unchanged(fault, context, input(), perform);
    default:
      return perform();
  }
}

function allNamesKnown(names: readonly string[], answer: object): object {
  const said = JSON.stringify(answer);
  const unknown = names.find((name) => !said.includes(`/version/${name}/`));
  if (unknown !== undefined) throw notFound(unknown);
  return answer;
}

function unchanged(
  fault: 'ignored' | 'undone',
  { store, now }: Context,
  { ProjectVersionArn = '', DatasetArn = '', ProjectArn = '' }: Input,
  perform: () => object,
): object {
  const resource: Resource<string> | undefined =
    store.versions.get(ProjectVersionArn) ?? store.datasets.get(DatasetArn) ?? store.projects.get(ProjectArn);
  const before = resource?.timeline ?? [];
  const answer = perform();
  if (resource) {
    const [first, ...rest] = resource.timeline.filter((entry) => entry.at >= now && !before.includes(entry));
    const status = statusAt(before, now) ?? 'GONE';
    const undone = first ? [first, ...rest.map((entry) => ({ ...entry, status }))] : [];
    resource.timeline = fault === 'ignored' ? before : after(before, now, ...undone);
  }
  return answer;
}
