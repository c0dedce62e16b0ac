import { log, setCurrentDetails } from '@temporalio/workflow';
import type { ProjectArn } from '../contract/arn.js';
import { durationMs } from '../contract/duration.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import type { Phase, TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import { termsOf } from '../contract/terms.js';
import type { Outcome, Plan, Step, TeardownResult } from '../contract/result.js';
import { given } from '../contract/given.js';
import { addBounded } from './bounded-log.js';
import { Control, type ControlCarried } from './control.js';
import { accepted, type Situation } from './decision-rules.js';
import { detailsOf } from './details.js';
import { isContractual } from './failures.js';
import { countEnd } from './metrics.js';
import { Notices } from './notices.js';

const MOST_STEPS = 1000;

/** What a run hands to the run that continues it. */
export interface Carried {
  readonly startedAt: string;
  readonly steps: readonly Step[];
  readonly deleteSent: boolean;
  readonly mayHaveDeleted?: boolean;
  readonly refusals: number;
  readonly control: ControlCarried;
  readonly status?: string;
  readonly model?: ModelDescription;
}

/** What a teardown knows, and what it shows of it. Every change goes through here, so that people see it. */
export class TeardownState {
  /** Set by the signal `checkNow`, cleared by whoever looks. */
  checkRequested = false;
  deleteSent: boolean;
  /** Whether a Delete of this run was carried out, or may have been, its answer being lost. */
  mayHaveDeleted: boolean;
  /** How many calls in a row AWS refused because the model was in use. */
  refusals: number;
  /** The action that AWS has called invalid, though nothing that was seen explains it. */
  calledInvalid: string | undefined;
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
  readonly control: Control;
  readonly notices: Notices;
  private readonly steps: Step[];

  constructor(request: TeardownRequest, carried?: Carried) {
    this.request = request;
    this.control = new Control(request, carried?.control);
    this.notices = new Notices(request);
    this.since = now();
    this.startedAt = carried?.startedAt ?? this.since;
    this.steps = [...(carried?.steps ?? [])];
    this.deleteSent = carried?.deleteSent ?? false;
    this.mayHaveDeleted = carried?.mayHaveDeleted ?? false;
    this.refusals = carried?.refusals ?? 0;
    this.model = carried?.model;
    this.status = carried?.status;
    this.show();
  }

  get projectArn(): ProjectArn | undefined {
    return this.model?.projectArn ?? this.request.projectArn;
  }

  /** Whether a Delete of this run is under way, or may have been carried out. */
  get mayBeDeleting(): boolean {
    return this.deleteSent || this.mayHaveDeleted;
  }

  /** Epoch milliseconds. */
  get deadlineAt(): number | undefined {
    const { deadline } = this.request;
    return deadline === undefined ? undefined : Date.parse(this.startedAt) + durationMs(deadline);
  }

  /** Whether somebody wants a wait to end: to look, or because of a decision. */
  get woken(): boolean {
    return this.checkRequested || this.control.decisionMade;
  }

  /** To be said by who was woken. */
  attend(): void {
    this.checkRequested = false;
    this.control.decisionMade = false;
  }

  /** Takes in what a step found, and logs the step where it changed anything. */
  saw(step: Step['step'], sighting: Sighting): Sighting {
    const { status: from } = this;
    const to = sighting.found ? sighting.model.status : 'GONE';
    const deletionBegan = this.model !== undefined && to === 'DELETING';
    if (sighting.found && !deletionBegan) this.model = withWhatIsLeftOut(this.model, sighting.model);
    if (this.control.guards === 'fresh') this.control.guards = 'stale';
    this.lookedAt = now();
    if (to !== from) {
      this.status = to;
      const entry = { at: this.lookedAt, step, ...(from === undefined ? {} : { from }), to };
      addBounded(this.steps, entry, MOST_STEPS);
      const { projectVersionArn, requestedBy, reason } = this.request;
      log.info('teardown step', { step, from, to, projectVersionArn, requestedBy, reason });
      if (to === 'STOPPED' && this.control.stopSent) this.stopped();
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
      terms: termsOf(this.request),
      deleteSent: this.deleteSent,
      paused: this.control.paused,
      accepts: accepted(this.situation()),
      decisions: this.control.decisions,
      ...given({
        approvalEndsAt: isoOf(this.control.approval === 'awaited' ? this.control.approvalUntil : undefined),
        graceEndsAt: isoOf(this.control.holdUntil),
        deadlineAt: isoOf(this.deadlineAt),
        requestedBy,
        reason,
      }),
      startedAt: this.startedAt,
      steps: this.steps,
    };
  }

  tellApprovalNeeded(untilMs: number): void {
    const until = new Date(untilMs).toISOString();
    this.notices.tell({ type: 'teardown.approvalNeeded', until, ...given({ model: this.model }) });
  }

  situation(): Situation {
    const { approval, grace, restore, paused, stopSent } = this.control;
    const { dryRun } = this.request;
    const ended = this.phase === 'done';
    return { approval, grace, restore, paused, stopSent, dryRun, ended, deleteSent: this.deleteSent };
  }

  result(outcome: Outcome, plan?: Plan): TeardownResult {
    const { projectVersionArn, requestedBy, reason } = this.request;
    const { decisions } = this.control;
    this.enter('done', `nothing: ${outcome}`);
    countEnd(outcome);
    const result = {
      outcome,
      projectVersionArn,
      ...given({ projectArn: this.model?.projectArn, requestedBy, reason }),
      startedAt: this.startedAt,
      finishedAt: now(),
      steps: this.steps,
      ...given({ decisions: decisions.length > 0 ? decisions : undefined, model: this.model, plan }),
    };
    if (outcome === 'deleted') this.notices.tell({ type: 'teardown.deleted', result });
    return result;
  }

  /** Without a result: nothing is decided any more, and others are told of a failure. */
  end(error: unknown): void {
    if (!isContractual(error)) return;
    this.enter('done', `nothing: ${error.type}`);
    countEnd(String(error.type));
    const failure = { type: String(error.type), message: error.message };
    this.notices.tell({ type: 'teardown.failed', failure });
  }

  carried(): Carried {
    const { startedAt, steps, deleteSent, mayHaveDeleted, refusals, status, model } = this;
    const control = this.control.carried();
    return { startedAt, steps, deleteSent, mayHaveDeleted, refusals, control, ...given({ status, model }) };
  }

  private stopped(): void {
    const { control, request, model } = this;
    if (control.restore !== 'none') return;
    const until = request.gracePeriod === undefined ? undefined : control.hold('STOPPED');
    this.notices.tell({ type: 'teardown.stopped', ...given({ model, graceEndsAt: isoOf(until) }) });
  }

  /** Has people see what has changed. */
  show(): void {
    setCurrentDetails(detailsOf(this.progress()));
  }
}

/** A description does not say the tags and the traffic, nor, of a stopped model, the units that it ran with. */
function withWhatIsLeftOut(before: ModelDescription | undefined, model: ModelDescription): ModelDescription {
  return {
    ...given({
      minInferenceUnits: before?.minInferenceUnits,
      maxInferenceUnits: before?.maxInferenceUnits,
      tags: before?.tags,
      traffic: before?.traffic,
    }),
    ...model,
  };
}

function now(): string {
  return new Date().toISOString();
}

function isoOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
