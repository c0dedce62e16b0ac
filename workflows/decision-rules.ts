import type { DecisionInput } from '../contract/decision.js';
import { durationMs } from '../contract/duration.js';
import { shortName } from '../contract/arn.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../contract/names.js';
import type { TeardownRequest } from '../contract/request.js';
import { deadlineOf, deleting, graceOf, type Memory } from './memory.js';
import type { Facts } from './next-step.js';
import { iso, judged, notActive, recorded } from './run-memory.js';

/** Why a decision makes no sense now, in a sentence; undefined if it does. */
export function whyNot(
  decision: DecisionUpdate,
  request: TeardownRequest,
  memory: Memory,
  now: number,
  input?: DecisionInput,
): string | undefined {
  return (
    calledOff(request, memory) ??
    notNow(decision, memory, graceOf(request, memory, now)) ??
    (input && tooLate(request, memory, decision, input, now))
  );
}

/** The decisions that make sense now. */
export function accepted(request: TeardownRequest, memory: Memory, now: number): readonly DecisionUpdate[] {
  return DECISION_UPDATES.filter((decision) => whyNot(decision, request, memory, now) === undefined);
}

/** Past the point at which anything could be decided. */
function calledOff({ dryRun }: TeardownRequest, memory: Memory): string | undefined {
  const ending = notActive(memory);
  if (ending !== undefined) return ending;
  if (dryRun) return 'This is a dry run: it changes nothing, so there is nothing to decide.';
  if (deleting(memory)) return 'Delete was sent to AWS, which can not be undone.';
  if (memory.restore !== 'none') return 'The model is being restored; it will not be deleted.';
  if (memory.approval === 'refused') return 'The approval was refused; nothing will be stopped or deleted.';
  return undefined;
}

function notNow(decision: DecisionUpdate, memory: Memory, grace: Facts['grace']): string | undefined {
  const { approval, paused } = memory;
  switch (decision) {
    case 'approve':
      return notAwaited(approval);
    case 'reject':
      return approval === 'given'
        ? 'It was approved already. Cancel the run to leave the model as it is; restore starts it again once it is stopped.'
        : notAwaited(approval);
    case 'restore':
      return notRestorable(memory);
    case 'postpone':
      return notHeld(grace);
    case 'deleteNow':
      if (paused) return 'It is paused. Send the signal resume first.';
      return grace === 'over' ? 'The grace period is over: Delete is about to be sent.' : notHeld(grace);
    default:
      return decision satisfies never;
  }
}

/** A model that this run has stopped, or that it holds stopped, whoever stopped it. */
function notRestorable({ stopSent, heldStatus, model }: Memory): string | undefined {
  if (model !== undefined && model.feature !== 'CUSTOM_LABELS') return 'An adapter is never started.';
  if (stopSent || heldStatus === 'STOPPED') return undefined;
  return heldStatus === undefined
    ? 'This teardown has not stopped the model, so there is nothing to start again. Cancel the run to leave the model as it is.'
    : `The model is ${heldStatus} and did not run, so there is nothing to start again. Cancel the run to leave the model as it is.`;
}

function notAwaited(approval: Memory['approval']): string | undefined {
  if (approval === 'awaited') return undefined;
  return approval === 'given'
    ? 'It was approved already.'
    : 'This teardown needs no approval: its request did not ask for one.';
}

function notHeld(grace: Facts['grace']): string | undefined {
  switch (grace) {
    case 'running':
    case 'over':
      return undefined;
    case 'due':
      return 'The grace period has not begun: it begins when the model is stopped.';
    case 'none':
      return 'This teardown has no grace period: its request did not ask for one. The signal pause holds it up.';
    default:
      return grace satisfies never;
  }
}

/** Why this input makes a decision impossible that makes sense otherwise. */
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
  return `The deadline of this teardown is ${iso(deadlineAt)}: it would end before the grace period.`;
}

/** When the grace period ends if it is postponed. */
function postponed({ holdUntil = 0 }: Memory, input: DecisionInput, now: number): number {
  return Math.max(now, holdUntil) + (input.for === undefined ? 0 : durationMs(input.for));
}

/** The memory after a decision that `whyNot` has nothing against. */
export function decided(memory: Memory, decision: DecisionUpdate, input: DecisionInput, now: number): Memory {
  switch (decision) {
    case 'approve':
    case 'reject':
      return judged(memory, decision, input, now);
    case 'restore':
      return recorded({ ...memory, restore: 'asked' }, { decision, ...input }, now);
    case 'postpone':
      return recorded({ ...memory, holdUntil: postponed(memory, input, now) }, { decision, ...input }, now);
    case 'deleteNow':
      return recorded({ ...memory, holdUntil: now }, { decision, ...input }, now);
    default:
      return decision satisfies never;
  }
}

/** What the person who has decided is answered. */
export function answerTo(decision: DecisionUpdate, request: TeardownRequest, memory: Memory): string {
  const model = shortName(request.projectVersionArn);
  switch (decision) {
    case 'approve':
      return `Approved: ${model} will be stopped, if it runs, and deleted.`;
    case 'reject':
      return `Rejected: ${model} stays as it is.`;
    case 'restore':
      return `${model} will be started again and not be deleted.`;
    case 'postpone':
      return `${model} will be kept until ${iso(memory.holdUntil ?? 0)}.`;
    case 'deleteNow':
      return `${model} will be deleted now.`;
    default:
      return decision satisfies never;
  }
}

/** The memory after the signal `pause` or `resume`. */
export function pausedOr(memory: Memory, paused: boolean, said: Partial<DecisionInput>, now: number): Memory {
  if (paused === memory.paused) return memory;
  return recorded({ ...memory, paused }, { decision: paused ? 'pause' : 'resume', ...said }, now);
}
