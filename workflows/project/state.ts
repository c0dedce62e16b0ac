// What the teardown of a project remembers, and what it shows of that.
import type { Answer, ListedModel } from '../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import type { Tags } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { ProjectDescription } from '../../contract/project/description.js';
import type { ProjectNews } from '../../contract/project/event.js';
import type { ProjectRequest } from '../../contract/project/request.js';
import type {
  ModelRow,
  ProjectOutcome,
  ProjectPhase,
  ProjectProgress,
  ProjectResult,
} from '../../contract/project/result.js';
import { termsOf } from '../../contract/terms.js';
import { progressBase, resultBase } from '../shared/run-progress.js';
import { newRunMemory, type RunMemory } from '../shared/run-state.js';
import type { NoAnswer, Sent } from '../shared/sent-change.js';

/** A request whose project is known by its ARN. */
export type LocatedRequest = ProjectRequest & { readonly projectArn: ProjectArn };

export type ProjectCall = 'DeleteDataset' | 'DeleteProject';

export interface Listing {
  readonly project: ProjectDescription;
  readonly models: readonly ListedModel[];
  /** The models whose teardowns this run had started before a reset, and which are still running. */
  readonly startedBefore?: readonly ProjectVersionArn[];
}

/** Everything that the teardown of a project remembers. Times are epoch milliseconds. */
export interface ProjectMemory extends RunMemory<ProjectPhase> {
  /** The newest observation. Undefined if the project must be described again. */
  readonly seen?: Listing | 'GONE' | undefined;
  /** When the worker had read it, by its own clock. Of an observation by an earlier version, that is not known. */
  readonly readAt?: number | undefined;
  /** The last description before deletion. */
  readonly project?: ProjectDescription | undefined;
  readonly rows: readonly ModelRow[];
  /** Whether teardowns of its models have begun. They may have stopped models that they then kept. */
  readonly begun?: boolean | undefined;
  /** The models that this run had deleted when a listing showed them again. */
  readonly relisted?: readonly ProjectVersionArn[] | undefined;
  /** The datasets that this run deleted. */
  readonly datasets: readonly string[];
  /** The datasets of which a deletion may have been carried out, whatever came back. */
  readonly perhapsDeleted?: readonly string[] | undefined;
  /** By ARN: the deletions that may still show in no read. */
  readonly sent: Readonly<Record<string, Sent<ProjectCall>>>;
  readonly mayHaveDeleted: boolean;
  readonly undone: number;
}

export type ProjectAsk =
  /** `at`: now, in epoch milliseconds; what AWS answers is not from before. */
  | { readonly ask: 'look'; readonly at: number }
  /** `areRunning`: they were started before a reset. */
  | { readonly ask: 'tearDownModels'; readonly models: readonly ListedModel[]; readonly areRunning: boolean }
  | { readonly ask: 'send'; readonly call: ProjectCall; readonly arn: string; readonly from: string }
  /** Waits for AWS, at most until a time. */
  | {
      readonly ask: 'wait';
      readonly for: 'datasets' | 'project';
      readonly project: ProjectDescription;
      readonly until?: number;
    }
  | { readonly ask: 'pause'; readonly for: 'approval' | 'resume' | 'settling'; readonly until?: number }
  | { readonly ask: 'end'; readonly outcome: ProjectOutcome };

export type ProjectEvent =
  | { readonly event: 'gone' }
  | {
      readonly event: 'seen';
      readonly listing: Listing;
      /** Undefined if AWS does not find the project that it lists. */
      readonly tags: Tags | undefined;
      /** The time before which it can't have been read, in epoch milliseconds. The answer may have come late. */
      readonly askedAt: number;
      /** When the worker had read it, by its own clock. */
      readonly readAt: number | undefined;
    }
  | { readonly event: 'answer'; readonly arn: string; readonly answer: Answer | NoAnswer }
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

export function progressOfProject(request: ProjectRequest, memory: ProjectMemory): ProjectProgress {
  const { rows, datasets, undone } = memory;
  const optional = { projectArn: request.projectArn, deletionsUndone: undone === 0 ? undefined : undone };
  return {
    ...progressBase(request, memory),
    terms: termsOf(request),
    models: rows,
    datasets,
    ...omitUndefined(optional),
  };
}

export function resultOfProject(
  request: ProjectRequest,
  memory: ProjectMemory,
  outcome: ProjectOutcome,
  now: number,
): ProjectResult {
  const { rows, datasets, project } = memory;
  const planned = outcome === 'planned' ? (project?.datasets ?? []) : [];
  return {
    ...resultBase(request, memory, outcome, now),
    models: rows,
    datasets: [...datasets, ...planned.map(({ datasetArn }) => datasetArn)],
    ...omitUndefined({ projectArn: request.projectArn, project }),
  };
}

export function newsOfEnd(
  { failure }: ProjectMemory,
  result: ProjectResult | undefined,
): ProjectNews | undefined {
  if (failure) return { type: 'project.failed', failure };
  // A dry run changes nothing, and its caller gets the plan.
  if (result === undefined || result.outcome === 'planned') return undefined;
  return { type: `project.${result.outcome}`, result };
}
