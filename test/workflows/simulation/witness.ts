import { READ_LAG_MS } from '../../../contract/activities.js';
import { durationMs } from '../../../contract/duration.js';
import type { TeardownRequest } from '../../../contract/model/request.js';
import type { DecisionUpdate } from '../../../contract/names.js';
import type { Ask } from '../../../workflows/model/next-action.js';
import type { Memory } from '../../../workflows/model/state.js';
import type { RunAsk } from '../../../workflows/shared/run-state.js';
import { LAG_MS, readSince } from './aws.js';
import type { World } from './world.js';

export type Call = 'stop' | 'start' | 'delete';

export const MOVING = ['STARTING', 'RUNNING', 'STOPPING'];

const DURING = { stop: 'STOPPING', start: 'STARTING', delete: 'DELETING' };

/** What AWS has said and done, and what people were promised. Kept apart from what the teardown knows. */
export class Witness {
  decided: readonly string[] = [];
  pauses = 0;
  paused = false;
  cancelled = false;
  late = false;
  rejected = false;
  restore = false;
  /** Until when the model is kept: epoch milliseconds. */
  keepUntil: number | undefined;
  heldStatus: string | undefined;
  /** Somebody has started the model that is held, as far as AWS has shown it. */
  sign = false;
  lastSeen: string | undefined;
  /** AWS has said so since the run last waited or sent something. */
  fresh = false;
  tagsRead = false;
  /** When the run last looked, in epoch milliseconds. */
  readAt: number | undefined;
  /** When AWS last accepted a change, as far as it has said or shown: epoch milliseconds. */
  acceptedAt = 0;
  /** The last change without an answer that counts, and the status that would show it. */
  unanswered: { readonly at: number; readonly during: string } | undefined;
  /** The last change that AWS may have carried out, and the status before it, if no read has settled it. */
  inDoubt: { readonly call: Call; readonly from: string | undefined; readonly at: number } | undefined;
  /** The change that AWS has last called invalid. */
  calledInvalid: Call | undefined;
  /** The last read may be from before that. */
  mayBeLate = false;
  /** The last change was refused, or not answered. */
  refused = false;
  /** AWS has denied the last look for a minute. */
  lookDenied = false;
  /** Carried out by AWS for this run, which may not know. */
  acted = false;
  /** A Stop of this run may have been carried out. */
  mayHaveStopped = false;
  /**
   * While no Stop of this run was accepted or shown: the status that its last one was sent upon, and when. A read that begins a
   * minute later proves that it was not carried out.
   */
  stopInDoubt: { readonly from: string | undefined; readonly at: number } | undefined;
  deleteSent = false;
  startAccepted = false;
  /** AWS has accepted Delete, as far as it has said or shown. */
  deletionShown = false;
  deletes = 0;
  ownDeletion = false;
  downByUs = false;
  /** Somebody has started the model since AWS carried out Stop for this run, whether a read has shown it or not. */
  startedSince = false;
  /** S3 has the record of the deletion. */
  hasRecord = false;
  approved: boolean;
  readonly selectedIn: readonly string[] | undefined;
  /** Milliseconds. */
  private readonly grace: number | undefined;

  private constructor(
    approved: boolean,
    grace: number | undefined,
    selectedIn: readonly string[] | undefined,
  ) {
    this.approved = approved;
    this.grace = grace;
    this.selectedIn = selectedIn;
  }

  static of({ approval, gracePeriod }: TeardownRequest, selectedIn: readonly string[] | undefined): Witness {
    const grace = gracePeriod === undefined ? undefined : durationMs(gracePeriod);
    return new Witness(approval === undefined, grace, selectedIn);
  }

  /** Another one, with a change. By its constructor, since an object that is built otherwise is slow to copy. */
  with(change: (witness: Witness) => void): Witness {
    const copy = Object.assign(new Witness(this.approved, this.grace, this.selectedIn), this);
    change(copy);
    return copy;
  }

  takesIn(event: 'cancelled' | 'late'): void {
    this[event] = true;
  }

  /** The run has sent Delete before, and AWS has accepted it. */
  isDeletingFrom(now: number): void {
    this.deleteSent = true;
    this.deletes = 1;
    this.noteAnswer('delete', true, now);
    this.carriedOut('delete');
  }

  keepsRecord(): void {
    this.hasRecord = true;
  }

  isDenied(): void {
    this.stale();
    this.lookDenied = true;
  }

  /** CloudWatch shows it, before this run may have stopped the model. */
  isInUse(): void {
    if (!this.mayHaveStopped) this.approved = false;
  }

  stale(): void {
    this.fresh = false;
  }

  promised(decision: DecisionUpdate, _: Memory, now: number): void {
    this.decided = [...this.decided, decision];
    if (decision === 'approve') this.approved = true;
    if (decision === 'reject') this.rejected = true;
    if (decision === 'restore') this.restore = true;
    if (decision === 'postpone') this.keepUntil = Math.max(now, this.keepUntil ?? 0) + 3_600_000;
    if (decision === 'deleteNow') this.keepUntil = now;
  }

  pausing(): void {
    this.pauses += 1;
    this.paused = !this.paused;
  }

  asks(ask: Ask | RunAsk, { now }: World): void {
    if (ask.ask === 'wait' && ask.for === 'reclaimed') this.isHeld(ask.model.status, now);
    if (ask.ask !== 'send') return;
    this.fresh = false;
    if (ask.call === 'delete') this.deleteSent = true;
  }

  read(status: string, world: World, hasFreeTags: boolean): void {
    const { now } = world;
    if (this.unanswered?.during === status) this.acceptedAt = this.unanswered.at;
    this.mayBeLate = readSince(world) < this.acceptedAt + READ_LAG_MS;
    if (this.inDoubt && !hides(this.inDoubt, status, readSince(world))) this.inDoubt = undefined;
    this.doubtsStop(status, readSince(world));
    this.lastSeen = status;
    this.lookDenied = false;
    this.deletionShown ||= status === 'DELETING';
    this.fresh = true;
    this.readAt = now;
    this.tagsRead = hasFreeTags;
    if (this.keepUntil !== undefined) {
      this.sign ||= MOVING.includes(status);
      this.sign ||= ['STOPPED', 'FAILED'].includes(status) && status !== this.heldStatus;
    }
    // RUNNING may be from before the Stop, whatever was read since.
    if (this.grace !== undefined && !this.restore) this.sign ||= this.startedSince && status === 'STARTING';
    if (status === 'STOPPED' && this.mayHaveStopped) this.isHeld(status, now);
  }

  answered(call: Call, isAccepted: boolean, acts: boolean, { aws, now }: World): void {
    this.noteAnswer(call, isAccepted, now);
    this.refused = !isAccepted;
    if (isAccepted) this.lastSeen = DURING[call];
    this.deletionShown ||= isAccepted && call === 'delete';
    this.tagsRead = false;
    if (acts) this.carriedOut(call);
    if (call === 'start' && isAccepted) this.startAccepted = true;
    if (isAccepted && call === 'delete' && aws.status !== 'GONE') this.deletes += 1;
  }

  gaveUp(call: Call, acts: boolean, now: number): void {
    this.noteAnswer(call, false, now);
    this.refused = true;
    this.fresh = false;
    if (acts) this.carriedOut(call);
  }

  /** AWS may have carried it out, as far as its answer says. */
  mayHaveActed(call: Call, at: number): void {
    this.inDoubt = { call, from: this.lastSeen, at };
    if (call !== 'stop') return;
    if (!this.mayHaveStopped || this.stopInDoubt) {
      this.stopInDoubt = { from: this.lastSeen, at };
    }
    this.mayHaveStopped = true;
  }

  hasStopped(call: Call): void {
    if (call !== 'stop') return;
    this.mayHaveStopped = true;
    this.stopInDoubt = undefined;
  }

  /** Takes a read for or against a Stop that was not answered. */
  private doubtsStop(status: string, since: number): void {
    if (this.stopInDoubt === undefined) return;
    const { from, at } = this.stopInDoubt;
    if (status === from && since < at + READ_LAG_MS) return;
    this.stopInDoubt = undefined;
    if (status !== from) return;
    this.mayHaveStopped = false;
    this.startedSince = false;
  }

  private noteAnswer(call: Call, isAccepted: boolean, now: number): void {
    if (isAccepted) {
      this.acceptedAt = now;
      this.inDoubt = undefined;
    }
    this.unanswered = isAccepted ? undefined : { at: now, during: DURING[call] };
  }

  /** What really happens at AWS. */
  sees(before: string, status: string): void {
    if (status === 'STARTING') {
      this.startedSince ||= this.downByUs;
      this.downByUs = false;
    }
    if (before === 'DELETING' && status === 'STOPPED') this.ownDeletion = false;
  }

  private carriedOut(call: Call): void {
    this.acted = true;
    this.downByUs = call === 'stop';
    this.ownDeletion ||= call === 'delete';
    if (call === 'start') this.startAccepted = true;
  }

  private isHeld(status: string, now: number): void {
    if (this.grace === undefined) return;
    this.keepUntil ??= now + this.grace;
    this.heldStatus ??= status;
  }
}

/** Returns whether a read may be from before a change. Nothing comes after a deletion. */
function hides({ call, from, at }: NonNullable<Witness['inDoubt']>, status: string, since: number): boolean {
  const isFromBefore = status === from || (call === 'delete' && !['DELETING', 'GONE'].includes(status));
  return isFromBefore && since < at + LAG_MS;
}
