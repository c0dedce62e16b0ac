import { log, setCurrentDetails } from '@temporalio/workflow';
import type { ProjectArn, ProjectVersionArn } from '../contract/arn.js';
import { given } from '../contract/given.js';
import type { ModelRow } from '../contract/project-result.js';
import type { SweepRequest } from '../contract/sweep-request.js';
import type {
  SweepOutcome,
  SweepPhase,
  SweepProgress,
  SweepResult,
  SweepRow,
} from '../contract/sweep-result.js';
import { Approval, type ApprovalCarried } from './approval.js';
import type { SweepFacts } from './next-sweep-step.js';
import { sweepDetails } from './sweep-details.js';
import { byAge } from './sweep-selection.js';

/** As many rows of what is selected, and of what is kept, as a result of two megabytes has room for by far. */
const MOST_ROWS = 1000;

/** What a run hands to the run that continues it. */
export interface SweepCarried {
  readonly startedAt: string;
  readonly looked: boolean;
  readonly lookedIn: readonly ProjectArn[];
  readonly lookedAt: number;
  readonly rows: readonly SweepRow[];
  readonly leftForNext: number;
  readonly approval: ApprovalCarried;
  readonly approved?: readonly ProjectVersionArn[];
}

/** What a sweep knows, and what it shows of it. */
export class SweepState {
  readonly request: SweepRequest;
  readonly approval: Approval;
  /** Whether all projects are looked at. */
  looked: boolean;
  private readonly startedAt: string;
  private lookedIn: Set<ProjectArn>;
  private lookedAt: number;
  private leftForNext: number;
  private rows: Map<ProjectVersionArn, SweepRow>;
  /** What somebody has approved: nothing else is torn down after that. */
  private approved: ReadonlySet<ProjectVersionArn> | undefined;
  private phase: SweepPhase = 'looking';
  private since: string;
  private waitingFor = 'AWS to list the projects';

  constructor(request: SweepRequest, carried?: SweepCarried) {
    this.request = request;
    this.since = now();
    this.startedAt = carried?.startedAt ?? this.since;
    this.looked = carried?.looked ?? false;
    this.lookedIn = new Set(carried?.lookedIn);
    this.lookedAt = carried?.lookedAt ?? 0;
    this.leftForNext = carried?.leftForNext ?? 0;
    this.rows = new Map((carried?.rows ?? []).map((row) => [row.projectVersionArn, row]));
    this.approved = carried?.approved && new Set(carried.approved);
    this.approval = new Approval(carried?.approval ?? { state: 'notNeeded', decisions: [] }, () =>
      this.show(),
    );
    this.show();
  }

  get models(): readonly SweepRow[] {
    return [...this.rows.values()];
  }

  facts(): SweepFacts {
    const { request, looked, models, approval } = this;
    return { request, looked, models, approval: approval.state };
  }

  hasLookedIn(project: ProjectArn): boolean {
    return this.lookedIn.has(project);
  }

  /** What a look into a project found. */
  add(project: ProjectArn, lookedAt: number, rows: readonly SweepRow[]): void {
    this.lookedIn.add(project);
    this.lookedAt += lookedAt;
    for (const row of rows) {
      const unapproved = row.state === 'selected' && this.approved?.has(row.projectVersionArn) === false;
      if (!unapproved) this.rows.set(row.projectVersionArn, row);
    }
    this.show();
  }

  /** To be called once all projects are looked at: the oldest go first, and the others are the next sweep's. */
  endLook(): void {
    const oldestFirst = this.models.toSorted((a, b) => byAge(b, a));
    const selected = oldestFirst.filter(({ state }) => state === 'selected');
    const others = oldestFirst.filter(({ state }) => state !== 'selected');
    const rows = [...selected.slice(0, MOST_ROWS), ...others.slice(0, MOST_ROWS)];
    this.rows = new Map(rows.map((row) => [row.projectVersionArn, row]));
    this.leftForNext = Math.max(0, selected.length - MOST_ROWS);
    this.looked = true;
    this.show();
  }

  /** Days may lie between a look and its approval: what was approved is torn down only if it is selected afresh. */
  lookAgain(): void {
    const selected = this.models.filter(({ state }) => state === 'selected');
    this.approved = new Set(selected.map(({ projectVersionArn }) => projectVersionArn));
    this.rows = new Map();
    this.lookedIn = new Set();
    this.lookedAt = 0;
    this.looked = false;
  }

  setRow({ projectVersionArn, state, failure }: ModelRow): void {
    const row = this.rows.get(projectVersionArn);
    if (row === undefined || state === 'waiting') return;
    const under = failure?.type === 'AlreadyInProgress';
    this.rows.set(
      projectVersionArn,
      under ? { ...row, state: 'inProgress' } : { ...row, state, ...given({ failure }) },
    );
    log.info('sweep', { projectVersionArn, state });
    this.show();
  }

  enter(phase: SweepPhase, waitingFor: string): void {
    if (phase !== this.phase) this.since = now();
    this.phase = phase;
    this.waitingFor = waitingFor;
    this.show();
  }

  get ended(): boolean {
    return this.phase === 'done';
  }

  get subject(): string {
    return `the sweep of account ${this.request.accountId} in ${this.request.region}`;
  }

  progress(): SweepProgress {
    const { accountId, region, dryRun, requestedBy, reason } = this.request;
    const { phase, since, waitingFor, lookedAt, models, leftForNext, startedAt, approval } = this;
    return {
      phase,
      since,
      accountId,
      region,
      waitingFor,
      dryRun,
      lookedAt,
      models,
      leftForNext,
      decisions: approval.decisions,
      ...given({ approvalEndsAt: approval.endsAt, requestedBy, reason }),
      startedAt,
    };
  }

  result(outcome: SweepOutcome): SweepResult {
    this.enter('done', `nothing: ${outcome}`);
    const { accountId, region, requestedBy, reason } = this.request;
    const { startedAt, lookedAt, models, leftForNext } = this;
    const { decisions } = this.approval;
    return {
      outcome,
      accountId,
      region,
      ...given({ requestedBy, reason }),
      startedAt,
      finishedAt: now(),
      lookedAt,
      models,
      leftForNext,
      ...given({ decisions: decisions.length > 0 ? decisions : undefined }),
    };
  }

  carried(): SweepCarried {
    const { startedAt, looked, lookedAt, leftForNext, approved } = this;
    return {
      startedAt,
      looked,
      lookedIn: [...this.lookedIn],
      lookedAt,
      rows: this.models,
      leftForNext,
      approval: this.approval.carried(),
      ...given({ approved: approved && [...approved] }),
    };
  }

  private show(): void {
    setCurrentDetails(sweepDetails(this.progress()));
  }
}

function now(): string {
  return new Date().toISOString();
}
