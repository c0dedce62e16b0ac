import type { Decision, DecisionInput } from '../contract/decision.js';
import { durationMs } from '../contract/duration.js';
import { given } from '../contract/given.js';
import type { DecisionUpdate } from '../contract/names.js';
import { DEFAULT_APPROVAL_TIMEOUT, type TeardownRequest } from '../contract/request.js';
import { addBounded } from './bounded-log.js';
import type { Facts } from './next-step.js';

// With the longest notes, a quarter of a megabyte.
const MOST_DECISIONS = 200;

/** What a run hands to the run that continues it. Times are epoch milliseconds. */
export interface ControlCarried {
  readonly approval: Facts['approval'];
  readonly paused: boolean;
  readonly restore: Facts['restore'];
  readonly graceOver: boolean;
  readonly stopSent: boolean;
  readonly decisions: readonly Decision[];
  readonly approvalUntil?: number;
  readonly holdUntil?: number;
  readonly heldStatus?: string;
}

/** What people, and time, have decided about a teardown. */
export class Control {
  /** Set with every decision, cleared by whoever acts on it. */
  decisionMade = false;
  guards: Facts['guards'] = 'unchecked';
  approval: Facts['approval'];
  paused: boolean;
  restore: Facts['restore'];
  /** Whether Stop was sent, so that there is something to restore. */
  stopSent: boolean;
  approvalUntil: number | undefined;
  holdUntil: number | undefined;
  readonly decisions: Decision[];
  private heldStatus: string | undefined;
  private graceOver: boolean;
  private readonly request: TeardownRequest;

  constructor(request: TeardownRequest, carried?: ControlCarried) {
    this.request = request;
    this.approval = carried?.approval ?? (request.approval ? 'awaited' : 'notNeeded');
    this.paused = carried?.paused ?? false;
    this.restore = carried?.restore ?? 'none';
    this.stopSent = carried?.stopSent ?? false;
    this.approvalUntil = carried?.approvalUntil;
    this.holdUntil = carried?.holdUntil;
    this.heldStatus = carried?.heldStatus;
    this.graceOver = carried?.graceOver ?? false;
    this.decisions = [...(carried?.decisions ?? [])];
  }

  facts(): Facts {
    const { guards, approval, paused, restore, heldStatus } = this;
    return { guards, approval, paused, restore, grace: this.grace, heldStatus };
  }

  get grace(): Facts['grace'] {
    if (this.request.gracePeriod === undefined) return 'none';
    if (this.holdUntil === undefined) return 'due';
    // Never by comparing with the clock: a timer that fired is the same in a replay.
    return this.graceOver ? 'over' : 'running';
  }

  decide(decision: DecisionUpdate, input: DecisionInput): void {
    this.record({ decision, ...input });
    switch (decision) {
      case 'approve':
        this.approval = 'given';
        break;
      case 'reject':
        this.approval = 'refused';
        break;
      case 'restore':
        this.restore = 'asked';
        break;
      case 'postpone':
        this.holdUntil = this.postponed(input);
        this.graceOver = false;
        break;
      case 'deleteNow':
        this.graceOver = true;
        break;
      default:
        decision satisfies never;
    }
  }

  /** When the grace period would end if it were postponed. */
  postponed(input: DecisionInput): number {
    const length = input.for === undefined ? 0 : durationMs(input.for);
    return Math.max(Date.now(), this.holdUntil ?? 0) + length;
  }

  setPaused(paused: boolean, said: Partial<DecisionInput>): void {
    if (paused === this.paused) return;
    this.paused = paused;
    this.record({ decision: paused ? 'pause' : 'resume', ...said });
  }

  /** Returns until when the approval is waited for. */
  askApproval(): number {
    const { timeout } = this.request.approval ?? { timeout: DEFAULT_APPROVAL_TIMEOUT };
    this.approvalUntil ??= Date.now() + durationMs(timeout);
    return this.approvalUntil;
  }

  /** An approval that came in the same instant counts. */
  approvalTimedOut(): void {
    if (this.approval !== 'awaited') return;
    this.record({ decision: 'approvalTimedOut' });
    this.approval = 'refused';
  }

  /** Returns until when the model is kept, in the status that it has now. */
  hold(status: string): number {
    const { gracePeriod } = this.request;
    this.heldStatus ??= status;
    this.holdUntil ??= Date.now() + (gracePeriod === undefined ? 0 : durationMs(gracePeriod));
    return this.holdUntil;
  }

  /** A postponement that came in the same instant counts. */
  holdTimedOut(until: number): void {
    if (until === this.holdUntil) this.graceOver = true;
  }

  carried(): ControlCarried {
    const { approval, paused, restore, graceOver, stopSent, decisions } = this;
    const { approvalUntil, holdUntil, heldStatus } = this;
    return {
      approval,
      paused,
      restore,
      graceOver,
      stopSent,
      decisions,
      ...given({ approvalUntil, holdUntil, heldStatus }),
    };
  }

  private record(decision: Omit<Decision, 'at'>): void {
    addBounded(this.decisions, { at: new Date().toISOString(), ...decision }, MOST_DECISIONS);
    this.decisionMade = true;
  }
}
