// The teardown of a project without Temporal and without AWS: its memory, and what comes next.
import type { Answer, ListedModel } from '../contract/activities.js';
import type { ProjectArn } from '../contract/arn.js';
import type { Tags } from '../contract/model.js';
import type { ProjectDescription } from '../contract/project.js';
import type { ProjectRequest } from '../contract/project-request.js';
import type { ModelRow, ProjectOutcome, ProjectPhase } from '../contract/project-result.js';
import { DEFAULT_APPROVAL_TIMEOUT } from '../contract/request.js';
import { nextProjectStep, type NextProjectStep, type ProjectFacts } from './next-project-step.js';
import { approvalEnd, firstOf, iso, newRunMemory, type RunAsk, type RunMemory } from './run-memory.js';
import { mayBeLate, settlesAt, type Sent } from './sent.js';

/** A request whose project is known by its ARN. */
export type LocatedRequest = ProjectRequest & { readonly projectArn: ProjectArn };

export type ProjectCall = 'DeleteDataset' | 'DeleteProject';

export interface Listing {
  readonly project: ProjectDescription;
  readonly models: readonly ListedModel[];
}

/** Everything that the teardown of a project remembers. Times are epoch milliseconds. */
export interface ProjectMemory extends RunMemory<ProjectPhase> {
  /** The newest observation; undefined if a fresh look is due. */
  readonly seen?: Listing | 'GONE' | undefined;
  /** The last description before deletion. */
  readonly project?: ProjectDescription | undefined;
  readonly rows: readonly ModelRow[];
  /** The datasets that this run deleted. */
  readonly datasets: readonly string[];
  /** By ARN: the deletions that may still show in no read. */
  readonly sent: Readonly<Record<string, Sent<ProjectCall>>>;
  readonly mayHaveDeleted: boolean;
  readonly undone: number;
}

export type ProjectAsk =
  | { readonly ask: 'look' }
  | { readonly ask: 'tearDownModels'; readonly models: readonly ListedModel[] }
  | { readonly ask: 'send'; readonly call: ProjectCall; readonly arn: string; readonly from: string }
  /** Waits for AWS, at most until a time. */
  | {
      readonly ask: 'wait';
      readonly for: 'datasets' | 'project';
      readonly project: ProjectDescription;
      readonly until?: number;
    }
  | { readonly ask: 'pause'; readonly for: 'approval' | 'settling'; readonly until: number }
  | { readonly ask: 'end'; readonly outcome: ProjectOutcome };

export type ProjectEvent =
  | { readonly event: 'gone' }
  /** `tags`: undefined if AWS does not find the project that it lists. */
  | { readonly event: 'seen'; readonly listing: Listing; readonly tags: Tags | undefined }
  | { readonly event: 'answer'; readonly arn: string; readonly answer: Answer | 'none' }
  | { readonly event: 'row'; readonly row: ModelRow };

export function newProjectMemory(request: Pick<ProjectRequest, 'approval'>, now: number): ProjectMemory {
  const approval = request.approval ? 'awaited' : 'notNeeded';
  return {
    ...newRunMemory<ProjectPhase>('looking', 'AWS to describe the project', approval, now),
    rows: [],
    datasets: [],
    sent: {},
    mayHaveDeleted: false,
    undone: 0,
  };
}

/** What comes next. */
export function nextOfProject(
  request: LocatedRequest,
  memory: ProjectMemory,
  now: number,
): ProjectAsk | RunAsk {
  const { seen } = memory;
  const first = firstOf(memory, now, lateness(request, memory), obeysCancel(request, memory));
  if (first) return first;
  if (seen === undefined) return { ask: 'look' };
  if (seen === 'GONE') return { ask: 'end', outcome: memory.mayHaveDeleted ? 'deleted' : 'alreadyGone' };
  const { project, models } = seen;
  if (request.dryRun) {
    const unplanned = models.filter((model) => rowOf(memory, model)?.state === 'waiting');
    return unplanned.length === 0
      ? { ask: 'end', outcome: 'planned' }
      : { ask: 'tearDownModels', models: unplanned };
  }
  const facts = projectFactsOf(request, memory, project, now);
  return askFor(nextProjectStep(project, models, facts), request, memory, project, now);
}

/** Once DeleteProject was sent, a cancel waits for the confirmation. */
function obeysCancel({ projectArn }: LocatedRequest, { sent }: ProjectMemory): boolean {
  return sent[projectArn] === undefined;
}

/** Whether a cancel or the deadline that has come ends what is being done now. A call in flight is ended too. */
export function interruptsProject(
  request: LocatedRequest,
  memory: ProjectMemory,
  ask: ProjectAsk | RunAsk,
): boolean {
  return memory.late || (memory.cancelled && (ask.ask === 'send' || obeysCancel(request, memory)));
}

const SETTLED: readonly ModelRow['state'][] = ['failed', 'cancelled', 'rejected', 'restored', 'reclaimed'];

function projectFactsOf(
  { projectArn }: LocatedRequest,
  { approval, rows, sent }: ProjectMemory,
  { datasets }: ProjectDescription,
  now: number,
): ProjectFacts {
  const tried = new Set(
    rows.filter(({ state }) => SETTLED.includes(state)).map((row) => row.projectVersionArn),
  );
  const deleted = datasets.filter(({ datasetArn, status }) => mayBeLate(sent[datasetArn], status, now));
  const deletedDatasets = new Set(deleted.map(({ datasetArn }) => datasetArn));
  return { approval, tried, deletedDatasets, deleteSent: sent[projectArn] !== undefined };
}

function askFor(
  next: NextProjectStep,
  request: LocatedRequest,
  memory: ProjectMemory,
  project: ProjectDescription,
  now: number,
): ProjectAsk | RunAsk {
  const { projectArn } = project;
  switch (next.step) {
    case 'askApproval': {
      const timeout = request.approval?.timeout ?? DEFAULT_APPROVAL_TIMEOUT;
      return { ask: 'pause', for: 'approval', until: approvalEnd(memory, timeout, now) };
    }
    case 'tearDownModels':
      return { ask: 'tearDownModels', models: next.models };
    case 'deleteDatasets': {
      const [first] = next.datasets;
      return first
        ? { ask: 'send', call: 'DeleteDataset', arn: first.datasetArn, from: first.status }
        : { ask: 'look' };
    }
    case 'deleteProject':
      return { ask: 'send', call: 'DeleteProject', arn: projectArn, from: project.status };
    case 'wait':
      return waitFor(next.for, memory, project);
    case 'end':
      return { ask: 'end', outcome: next.outcome };
    case 'refuse':
      return {
        ask: 'fail',
        type: 'UnexpectedStatus',
        message: `${next.what} of ${projectArn} is ${next.status}, for which no safe step is known, so nothing more was sent. Look at the project in the Rekognition console, or update rekognition-teardown.`,
      };
    default:
      return next satisfies never;
  }
}

/** What AWS has accepted and shows as before, may be as before: there is a look when every read shows it. */
function waitFor(
  what: 'datasets' | 'project',
  { sent }: ProjectMemory,
  project: ProjectDescription,
): ProjectAsk {
  const listed: readonly { readonly arn: string; readonly status: string }[] = [
    { arn: project.projectArn, status: project.status },
    ...project.datasets.map(({ datasetArn: arn, status }) => ({ arn, status })),
  ];
  const late = listed.flatMap(({ arn, status }) => {
    const it = sent[arn];
    return it && it.from === status ? [it] : [];
  });
  const until = Math.min(...late.map(settlesAt));
  if (late.some(({ answer }) => answer === 'unknown')) return { ask: 'pause', for: 'settling', until };
  return { ask: 'wait', for: what, project, ...(until < Infinity && { until }) };
}

function lateness(
  { projectArn }: LocatedRequest,
  { waitingFor, expiresAt, mayHaveDeleted }: ProjectMemory,
): string {
  const sent = mayHaveDeleted
    ? 'DeleteProject had been sent; whether AWS carried it out was not confirmed.'
    : 'DeleteProject was not sent.';
  return `The deadline (${iso(expiresAt ?? 0)}) passed while waiting for ${waitingFor} of ${projectArn}. ${sent} Start the teardown again to go on from here.`;
}

function rowOf({ rows }: ProjectMemory, { projectVersionArn }: ListedModel): ModelRow | undefined {
  return rows.find((row) => row.projectVersionArn === projectVersionArn);
}
