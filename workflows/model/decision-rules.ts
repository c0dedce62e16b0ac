import { shortName } from '../../contract/arn.js';
import { durationInWords, durationMs } from '../../contract/duration.js';
import type { DecisionInput } from '../../contract/model/decision.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../../contract/names.js';
import { deadlineOf } from '../shared/deadline.js';
import { judged, lateApproval, recorded } from '../shared/decision-memory.js';
import { notActive } from '../shared/lifecycle.js';
import { iso } from '../shared/run-state.js';
import type { Facts } from './next-step.js';
import { confirmed, deleting, graceOf, mayHaveStopped, type Memory } from './state.js';

/** Returns why a decision does not apply now, in one sentence, or undefined if it does. */
export function rejectionReason(
  decision: DecisionUpdate,
  request: TeardownRequest,
  memory: Memory,
  now: number,
  input?: DecisionInput,
): string | undefined {
  return (
    calledOff(request, memory) ??
    notNow(decision, memory, graceOf(request, memory, now), now) ??
    (input && tooLate(request, memory, decision, input, now))
  );
}

/**
 * Returns whether a decision that does not apply now may be kept for later, if it was accepted before a reset: people were
 * promised that the model is not deleted, or not before a time.
 */
export function canBeKept(decision: DecisionUpdate, request: TeardownRequest, memory: Memory): boolean {
  if (calledOff(request, memory) !== undefined) return false;
  // It came in time, and Temporal repeats it later.
  if (decision === 'approve') return notAwaited(memory.approval) === undefined;
  if (decision === 'restore') return !isAdapter(memory) && mayHaveRun(memory);
  // Whether somebody used the model is read after the first description, and may have changed since.
  if (decision === 'reject') return request.ifServing === 'ask' && isUntouched(memory);
  return decision === 'postpone' && graceOf(request, memory, 0) === 'due';
}

/**
 * Returns whether no decision of this kind can have been accepted before a reset of a run that has continued as new: a restore
 * of a model that was stopped by others, and is not held yet. A late approval is not believed to have come in time either,
 * since such a run can't tell whether it was reset.
 */
export function wasNeverAccepted(
  decision: DecisionUpdate,
  { gracePeriod }: TeardownRequest,
  memory: Memory,
): boolean {
  const { status, approval } = memory;
  if (decision === 'approve') return true;
  const isHeldLater = gracePeriod !== undefined && approval !== 'awaited';
  return decision === 'restore' && status === 'STOPPED' && !mayHaveStopped(memory) && !isHeldLater;
}

/** Returns whether the model may be one that this workflow has stopped, as far as this run has seen it. */
function mayHaveRun({ status }: Memory): boolean {
  return status === undefined || ['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'].includes(status);
}

/** Returns the decisions that apply now. */
export function accepted(request: TeardownRequest, memory: Memory, now: number): readonly DecisionUpdate[] {
  return DECISION_UPDATES.filter((decision) => rejectionReason(decision, request, memory, now) === undefined);
}

/** Returns why no decision applies any more, or undefined if some may. */
function calledOff({ dryRun }: TeardownRequest, memory: Memory): string | undefined {
  const ending = notActive(memory);
  if (ending !== undefined) return ending;
  if (dryRun) return 'This is a dry run, which changes nothing, so there is nothing to decide.';
  if (deleting(memory) || confirmed(memory))
    return 'DeleteProjectVersion was already sent, which cannot be undone.';
  if (memory.restore !== 'none') return 'The model is being restored; it will not be deleted.';
  if (memory.approval === 'refused')
    return 'The approval was rejected or timed out; nothing will be stopped or deleted.';
  return undefined;
}

function notNow(
  decision: DecisionUpdate,
  memory: Memory,
  grace: Facts['grace'],
  now: number,
): string | undefined {
  const { approval, paused } = memory;
  switch (decision) {
    case 'approve':
      return notAwaited(approval) ?? lateApproval(memory, now);
    case 'reject':
      return approval === 'given'
        ? 'It was already approved. To leave the model as it is, cancel the run; once it is stopped, restore starts it again.'
        : notAwaited(approval);
    case 'restore':
      return notRestorable(memory);
    case 'postpone':
      return notHeld(grace);
    case 'deleteNow':
      if (paused) return 'The teardown is paused. Send the signal resume first.';
      return grace === 'over'
        ? 'The grace period is over, and DeleteProjectVersion is about to be sent.'
        : notHeld(grace);
    default:
      return decision satisfies never;
  }
}

/** Returns why the model can't be restored: this run must have stopped it, or be holding it stopped. */
function notRestorable(memory: Memory): string | undefined {
  const { heldStatus } = memory;
  if (isAdapter(memory)) return 'Content-moderation adapters are never started.';
  if (mayHaveStopped(memory) || heldStatus === 'STOPPED') return undefined;
  return heldStatus === undefined
    ? 'This teardown has not stopped the model, so there is nothing to restore. To leave the model as it is, cancel the run.'
    : `The model is ${heldStatus} and was not running, so there is nothing to restore. To leave the model as it is, cancel the run.`;
}

function isUntouched(memory: Memory): boolean {
  const { approval, changed, holdUntil } = memory;
  return approval === 'notNeeded' && !changed && !mayHaveStopped(memory) && holdUntil === undefined;
}

const isAdapter = ({ model }: Pick<Memory, 'model'>) =>
  model !== undefined && model.feature !== 'CUSTOM_LABELS';

function notAwaited(approval: Memory['approval']): string | undefined {
  if (approval === 'awaited') return undefined;
  return approval === 'given'
    ? 'It was already approved.'
    : 'This teardown is not waiting for approval: its request does not require one.';
}

function notHeld(grace: Facts['grace']): string | undefined {
  switch (grace) {
    case 'running':
    case 'over':
      return undefined;
    case 'due':
      return 'The grace period has not started: it starts when the model is stopped.';
    case 'none':
      return 'This teardown has no grace period: its request does not set one. To hold the teardown, send the signal pause.';
    default:
      return grace satisfies never;
  }
}

/** Returns why this input rules out a decision that would otherwise apply. */
function tooLate(
  request: TeardownRequest,
  memory: Memory,
  decision: DecisionUpdate,
  input: DecisionInput,
  now: number,
): string | undefined {
  const deadlineAt = deadlineOf(request, memory);
  if (decision !== 'postpone' || deadlineAt === undefined) return undefined;
  if (postponed(memory, input, now) < deadlineAt) return undefined;
  return `The deadline of this teardown, ${iso(deadlineAt)}, would pass before the grace period ends.`;
}

/** Returns when the grace period ends if it is postponed. */
function postponed({ holdUntil = 0 }: Memory, input: DecisionInput, now: number): number {
  return Math.max(now, holdUntil) + lengthOf(input);
}

/** Returns the memory after a decision that `rejectionReason` accepts, or that is kept for later. */
export function decided(memory: Memory, decision: DecisionUpdate, input: DecisionInput, now: number): Memory {
  switch (decision) {
    case 'approve':
    case 'reject':
      return judged(memory, decision, input, now);
    case 'restore':
      return recorded({ ...memory, restore: 'asked' }, { decision, ...input }, now);
    case 'postpone':
      return recorded(afterPostponing(memory, input, now), { decision, ...input }, now);
    case 'deleteNow':
      return recorded({ ...memory, holdUntil: now }, { decision, ...input }, now);
    default:
      return decision satisfies never;
  }
}

/** A postponement that comes before the grace period has begun is added to it. */
function afterPostponing(memory: Memory, input: DecisionInput, now: number): Memory {
  const { holdUntil, postponedMs = 0 } = memory;
  return holdUntil === undefined
    ? { ...memory, postponedMs: postponedMs + lengthOf(input) }
    : { ...memory, holdUntil: postponed(memory, input, now) };
}

function lengthOf(input: DecisionInput): number {
  return input.for === undefined ? 0 : durationMs(input.for);
}

/** Returns the answer to a decision, in one sentence. */
export function answerTo(decision: DecisionUpdate, request: TeardownRequest, memory: Memory): string {
  const model = shortName(request.projectVersionArn);
  switch (decision) {
    case 'approve':
      return `Approved: ${model} will be stopped (if running) and deleted.`;
    case 'reject':
      return `Rejected: ${model} is left as it is.`;
    case 'restore':
      return `${model} will be started again, and this teardown will not delete it.`;
    case 'postpone':
      return memory.holdUntil === undefined
        ? `${model} will be kept for ${durationInWords(memory.postponedMs ?? 0)} after its grace period.`
        : `${model} will be kept until ${iso(memory.holdUntil)}.`;
    case 'deleteNow':
      return `${model} will be deleted now.`;
    default:
      return decision satisfies never;
  }
}
