import { log, setCurrentDetails } from '@temporalio/workflow';
import type { ProjectArn } from '../contract/arn.js';
import { durationMs } from '../contract/duration.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import type { Phase, TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { Outcome, PlannedStep, Step, TeardownResult } from '../contract/result.js';
import { detailsOf } from './details.js';
import { given } from '../contract/given.js';

/** What a run hands to the run that continues it. */
export interface Carried {
  readonly startedAt: string;
  readonly steps: readonly Step[];
  readonly deleteSent: boolean;
  readonly refusals: number;
  readonly status?: string;
  readonly model?: ModelDescription;
}

/** What a teardown knows, and what it shows of it. Every change goes through here, so that people see it. */
export class TeardownState {
  /** Set by the signal `checkNow`, cleared by whoever looks. */
  checkRequested = false;
  deleteSent: boolean;
  /** How many calls in a row AWS refused because the model was in use. */
  refusals: number;
  /** The status before the call that AWS last accepted, which a lagging read may still show. */
  statusBefore: string | undefined;
  /** The last description before deletion, its inference units kept from when it last had any. */
  model: ModelDescription | undefined;
  readonly startedAt: string;
  private status: string | undefined;
  private lookedAt: string | undefined;
  private phase: Phase = 'looking';
  private since: string;
  private waitingFor = 'AWS to describe the model';
  private nextLook: string | undefined;
  readonly request: TeardownRequest;
  private readonly steps: Step[];

  constructor(request: TeardownRequest, carried?: Carried) {
    this.request = request;
    this.since = now();
    this.startedAt = carried?.startedAt ?? this.since;
    this.steps = [...(carried?.steps ?? [])];
    this.deleteSent = carried?.deleteSent ?? false;
    this.refusals = carried?.refusals ?? 0;
    this.model = carried?.model;
    this.status = carried?.status;
    this.show();
  }

  get projectArn(): ProjectArn | undefined {
    return this.model?.projectArn ?? this.request.projectArn;
  }

  /** Epoch milliseconds. */
  get deadlineAt(): number | undefined {
    const { deadline } = this.request;
    return deadline === undefined ? undefined : Date.parse(this.startedAt) + durationMs(deadline);
  }

  /** Takes in what a step found, and logs the step where it changed anything. */
  saw(step: Step['step'], sighting: Sighting): Sighting {
    const { status: from } = this;
    const to = sighting.found ? sighting.model.status : 'GONE';
    const deletionBegan = this.model !== undefined && to === 'DELETING';
    if (sighting.found && !deletionBegan) this.model = withUnitsOf(this.model, sighting.model);
    this.lookedAt = now();
    if (to !== from) {
      this.status = to;
      this.steps.push({ at: this.lookedAt, step, ...(from === undefined ? {} : { from }), to });
      const { projectVersionArn, requestedBy, reason } = this.request;
      log.info('teardown step', { step, from, to, projectVersionArn, requestedBy, reason });
    }
    this.show();
    return sighting;
  }

  enter(phase: Phase, waitingFor: string, nextLook?: string): void {
    if (phase !== this.phase) this.since = now();
    this.phase = phase;
    this.waitingFor = waitingFor;
    this.nextLook = nextLook;
    this.show();
  }

  progress(): TeardownProgress {
    const { projectVersionArn, dryRun, requestedBy, reason } = this.request;
    return {
      phase: this.phase,
      since: this.since,
      projectVersionArn,
      ...given({ projectArn: this.projectArn, modelStatus: this.status, lookedAt: this.lookedAt }),
      waitingFor: this.waitingFor,
      ...given({ nextLook: this.nextLook }),
      dryRun,
      deleteSent: this.deleteSent,
      ...given({
        deadlineAt: this.deadlineAt === undefined ? undefined : new Date(this.deadlineAt).toISOString(),
        requestedBy,
        reason,
      }),
      startedAt: this.startedAt,
      steps: this.steps,
    };
  }

  result(outcome: Outcome, plan?: readonly PlannedStep[]): TeardownResult {
    const { projectVersionArn, requestedBy, reason } = this.request;
    this.enter('done', `nothing: ${outcome}`);
    return {
      outcome,
      projectVersionArn,
      ...given({ projectArn: this.model?.projectArn, requestedBy, reason }),
      startedAt: this.startedAt,
      finishedAt: now(),
      steps: this.steps,
      ...given({ model: this.model, plan }),
    };
  }

  carried(): Carried {
    const { startedAt, steps, deleteSent, refusals, status, model } = this;
    return { startedAt, steps, deleteSent, refusals, ...given({ status, model }) };
  }

  private show(): void {
    setCurrentDetails(detailsOf(this.progress()));
  }
}

function withUnitsOf(before: ModelDescription | undefined, model: ModelDescription): ModelDescription {
  return {
    ...given({ minInferenceUnits: before?.minInferenceUnits, maxInferenceUnits: before?.maxInferenceUnits }),
    ...model,
  };
}

function now(): string {
  return new Date().toISOString();
}
