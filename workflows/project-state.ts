import { log, setCurrentDetails } from '@temporalio/workflow';
import type { ListedModel } from '../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import type { ProjectDescription } from '../contract/project.js';
import type { ProjectRequest } from '../contract/project-request.js';
import { termsOf } from '../contract/terms.js';
import type {
  ModelRow,
  ProjectOutcome,
  ProjectPhase,
  ProjectProgress,
  ProjectResult,
} from '../contract/project-result.js';
import { Approval, type ApprovalCarried } from './approval.js';
import type { ProjectFacts } from './next-project-step.js';
import { projectDetails } from './project-details.js';

/** What a run hands to the run that continues it. */
export interface ProjectCarried {
  readonly startedAt: string;
  readonly rows: readonly ModelRow[];
  readonly datasets: readonly string[];
  readonly approval: ApprovalCarried;
  readonly deleteSent: boolean;
  readonly mayHaveDeleted?: boolean;
  readonly project?: ProjectDescription;
}

/** A request whose project is known by its ARN. */
export type LocatedRequest = ProjectRequest & { readonly projectArn: ProjectArn };

const SETTLED: readonly ModelRow['state'][] = ['failed', 'cancelled', 'rejected', 'restored', 'reclaimed'];

/** What a project's teardown knows, and what it shows of it. */
export class ProjectState {
  readonly request: LocatedRequest;
  readonly startedAt: string;
  readonly approval: Approval;
  deleteSent: boolean;
  /** Whether a DeleteProject may have been carried out that AWS did not say it had accepted. */
  mayHaveDeleted: boolean;
  /** How many calls in a row AWS refused. */
  refusals = 0;
  /** The ARN whose deletion AWS last called invalid. */
  calledInvalid: string | undefined;
  private project: ProjectDescription | undefined;
  private phase: ProjectPhase = 'looking';
  private since: string;
  private waitingFor = 'AWS to describe the project';
  private readonly rows: Map<ProjectVersionArn, ModelRow>;
  private readonly datasets: string[];

  constructor(request: LocatedRequest, carried?: ProjectCarried) {
    this.request = request;
    this.since = now();
    this.startedAt = carried?.startedAt ?? this.since;
    const approval = { state: request.approval ? 'awaited' : 'notNeeded', decisions: [] } as const;
    this.approval = new Approval(carried?.approval ?? approval, () => this.show());
    this.deleteSent = carried?.deleteSent ?? false;
    this.mayHaveDeleted = carried?.mayHaveDeleted ?? false;
    this.project = carried?.project;
    this.rows = new Map((carried?.rows ?? []).map((row) => [row.projectVersionArn, row]));
    this.datasets = [...(carried?.datasets ?? [])];
    this.show();
  }

  facts(): ProjectFacts {
    const settled = [...this.rows.values()].filter(({ state }) => SETTLED.includes(state));
    const { approval, datasets, deleteSent } = this;
    const tried = new Set(settled.map((row) => row.projectVersionArn));
    return { approval: approval.state, tried, deletedDatasets: new Set(datasets), deleteSent };
  }

  saw(project: ProjectDescription, models: readonly ListedModel[]): void {
    if (project.status !== 'DELETING') this.project = project;
    const listed = new Set(models.map(({ projectVersionArn }) => projectVersionArn));
    for (const row of this.rows.values()) {
      const isGone = row.state === 'waiting' && !listed.has(row.projectVersionArn);
      if (isGone) this.setRow({ ...row, state: 'alreadyGone' });
    }
    for (const { projectVersionArn, status } of models) {
      if (!this.rows.has(projectVersionArn)) this.setRow({ projectVersionArn, status, state: 'waiting' });
    }
    this.show();
  }

  /** Those of which nothing is known but that they were listed. */
  unplanned(models: readonly ListedModel[]): ListedModel[] {
    return models.filter(({ projectVersionArn }) => this.rows.get(projectVersionArn)?.state === 'waiting');
  }

  setRow(row: ModelRow): void {
    this.rows.set(row.projectVersionArn, row);
    const { projectVersionArn, state } = row;
    log.info('project teardown', { projectArn: this.request.projectArn, projectVersionArn, state });
    this.show();
  }

  addDataset(arn: string): void {
    if (!this.datasets.includes(arn)) this.datasets.push(arn);
  }

  enter(phase: ProjectPhase, waitingFor: string): void {
    if (phase !== this.phase) this.since = now();
    this.phase = phase;
    this.waitingFor = waitingFor;
    this.show();
  }

  /** Whether a DeleteProject of this run is under way, or may have been carried out. */
  get mayBeDeleting(): boolean {
    return this.deleteSent || this.mayHaveDeleted;
  }

  get ended(): boolean {
    return this.phase === 'done';
  }

  get subject(): string {
    return this.request.projectArn;
  }

  progress(): ProjectProgress {
    const { projectArn, dryRun, requestedBy, reason } = this.request;
    return {
      phase: this.phase,
      since: this.since,
      projectArn,
      waitingFor: this.waitingFor,
      dryRun,
      terms: termsOf(this.request),
      models: [...this.rows.values()],
      datasets: this.datasets,
      decisions: this.approval.decisions,
      ...given({ approvalEndsAt: this.approval.endsAt, requestedBy, reason }),
      startedAt: this.startedAt,
    };
  }

  result(outcome: ProjectOutcome): ProjectResult {
    const { projectArn, requestedBy, reason } = this.request;
    const { project } = this;
    const { decisions } = this.approval;
    this.enter('done', `nothing: ${outcome}`);
    return {
      outcome,
      projectArn,
      ...given({ requestedBy, reason }),
      startedAt: this.startedAt,
      finishedAt: now(),
      models: [...this.rows.values()],
      datasets: this.datasets,
      ...given({ decisions: decisions.length > 0 ? decisions : undefined, project }),
    };
  }

  carried(): ProjectCarried {
    const { startedAt, datasets, deleteSent, mayHaveDeleted, project } = this;
    const rows = [...this.rows.values()];
    return {
      startedAt,
      rows,
      datasets,
      approval: this.approval.carried(),
      deleteSent,
      mayHaveDeleted,
      ...given({ project }),
    };
  }

  private show(): void {
    setCurrentDetails(projectDetails(this.progress()));
  }
}

function now(): string {
  return new Date().toISOString();
}
