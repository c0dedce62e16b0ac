// The decision logic of a teardown, without Temporal and AWS: the next step by request, memory and clock.
import type { ModelDescription } from '../../contract/model/description.js';
import { DEFAULT_APPROVAL_TIMEOUT, type TeardownRequest } from '../../contract/model/request.js';
import type { Outcome, Plan } from '../../contract/model/result.js';
import { approvalEnd } from '../shared/decision-memory.js';
import { firstOf } from '../shared/lifecycle.js';
import type { RunAsk } from '../shared/run-state.js';
import { mayBeLate, settlesAt } from '../shared/sent-change.js';
import { lateness, refusalReason, unrestorable, unrestoredReason } from './failure-messages.js';
import { nextStep, type NextStep } from './next-step.js';
import { planTeardown } from './plan.js';
import { calledOff, confirmed, deleting, endOfGrace, factsOf, graceOf, stopProvenAt } from './state.js';
import type { Call, Memory } from './state.js';
import { endsUnrestored } from './unrestored.js';
import { failed, veto } from './vetoes.js';
import type { WaitKind } from './waits.js';

const LIST_TAGS = 'rekognition:ListTagsForResource';

/** What the core asks the workflow to do. Everything but the end results in an event for `take`. */
export type Ask =
  /** Describes the model. `at`: now, in epoch milliseconds; what AWS answers is not from before. */
  | { readonly ask: 'look'; readonly tags: boolean; readonly at: number }
  | { readonly ask: 'readTraffic'; readonly model: ModelDescription }
  | { readonly ask: 'send'; readonly call: Call; readonly model: ModelDescription }
  /** Waits for AWS. `until` is the end of the grace period. */
  | {
      readonly ask: 'wait';
      readonly for: WaitKind;
      readonly model: ModelDescription;
      /** Whether the tags are needed once AWS reports another status. */
      readonly tags: boolean;
      readonly until?: number;
    }
  /** Waits for people, or until a time. */
  | { readonly ask: 'pause'; readonly for: Pause; readonly until?: number }
  /** Writes the record of the deletion. `isLast`: the run was cancelled, so that it ends if this fails. */
  | { readonly ask: 'record'; readonly isLast: boolean }
  | { readonly ask: 'end'; readonly outcome: Outcome; readonly plan?: Plan };

/** `settling`: reads that do not show a sent change yet may be late. */
export type Pause = 'approval' | 'resume' | 'settling';

/** Returns the next step. The memory has the latest observation, or none if the model must be described again. */
export function next(request: TeardownRequest, memory: Memory, now: number): Ask | RunAsk {
  const { seen } = memory;
  const isDeleted = confirmed(memory);
  const unrestored = endsUnrestored(memory);
  if (unrestored) return failed(unrestored, unrestoredReason(request, memory));
  const late = memory.restore === 'none' && !isDeleted ? lateness(request, memory) : undefined;
  const first = firstOf(memory, now, late, obeysCancel(memory));
  if (first) return first;
  if (isDeleted) return onceDeleted(memory);
  if (memory.approval === 'refused' && memory.restore === 'none') return { ask: 'end', outcome: 'rejected' };
  if (seen === undefined) return { ask: 'look', tags: looksAtTags(request, memory, now), at: now };
  if (seen === 'GONE') return onceGone(request, memory);
  if (request.dryRun) return dryRun(request, memory, seen, now);

  const ask = askFor(nextStep(seen, request, factsOf(request, memory, now)), request, memory, seen, now);
  const provenAt = restsAfter(ask, memory);
  if (provenAt !== undefined) return { ask: 'pause', for: 'settling', until: provenAt };
  const { sent } = memory;
  if (sent === undefined) return ask;
  // Cancellation only waits until it is known whether Delete was carried out.
  const isEnding =
    memory.cancelled && memory.restore === 'none' && !(ask.ask === 'wait' && ask.for === 'deleted');
  return isEnding || (mayBeLate(sent, seen.status, memory.readSince) && concludes(ask, memory))
    ? { ask: 'pause', for: 'settling', until: settlesAt(sent) }
    : ask;
}

/**
 * Returns when a pause may begin, if a Stop in doubt must be settled before it. While the run rests, somebody else may stop the
 * model, and a sweep leaves models that others have stopped.
 */
function restsAfter({ ask }: Ask | RunAsk, memory: Memory): number | undefined {
  const provenAt = memory.selectedIn && stopProvenAt(memory);
  return ask === 'pause' && provenAt !== undefined && memory.readSince < provenAt ? provenAt : undefined;
}

/** Returns whether cancellation takes effect now. It waits for a Delete that was sent, and for an accepted restore. */
export function obeysCancel(memory: Memory): boolean {
  return !deleting(memory) && !confirmed(memory) && memory.restore !== 'asked';
}

/**
 * Returns whether the current step must end now. Cancellation and the deadline end every step that they can end; pause
 * and restore end a change that AWS has not accepted yet. Later reads show whether AWS carried it out.
 */
export function interrupts(memory: Memory, ask: Ask | RunAsk): boolean {
  if (ask.ask === 'record') return memory.late || (memory.cancelled && !ask.isLast);
  if (endsUnrestored(memory)) return true;
  if (memory.late && memory.restore === 'none') return true;
  if (ask.ask === 'look' && ask.tags && needsNoTags(memory)) return true;
  if (ask.ask !== 'send') return memory.cancelled && (obeysCancel(memory) || confirmed(memory));
  return ask.call !== 'start' && (memory.cancelled || memory.paused || memory.restore !== 'none');
}

/**
 * Returns whether to read the tags together with the description. A description that shows a sign of use must not be lost
 * because the tags can't be read: not in the grace period, and not around it once they were unreadable.
 */
function looksAtTags(request: TeardownRequest, memory: Memory, now: number): boolean {
  const grace = graceOf(request, memory, now);
  const isWatched = grace === 'running' || (grace !== 'none' && memory.trouble?.action === LIST_TAGS);
  return !isWatched && wantsTags(memory);
}

/** Returns whether the tags are needed once the model is described: if Stop or Delete probably comes next. */
export function wantsTags(memory: Memory): boolean {
  return !needsNoTags(memory) && !deleting(memory) && memory.refused === undefined;
}

/** Returns whether nothing is stopped or deleted any more. The tags may be unreadable while it restores the model, or ends. */
function needsNoTags(memory: Memory): boolean {
  return calledOff(memory) || memory.cancelled;
}

/**
 * Returns whether a step needs proof, after a late read. Reading again, repeating the call and keeping the model do not. A pause
 * does: until the change is settled, progress shows it as sent, and decisions do not apply.
 */
function concludes(ask: Ask | RunAsk, { sent }: Memory): boolean {
  if (ask.ask === 'send') return ask.call !== sent?.call;
  if (ask.ask === 'pause' || watchesPaused(ask)) return true;
  return (ask.ask === 'end' && ask.outcome !== 'reclaimed') || ask.ask === 'fail';
}

/** Returns whether a model is or was held, so that any use of it is a veto: until Delete, it is watched. */
function wasHeld({ gracePeriod }: TeardownRequest, { heldStatus }: Memory): boolean {
  return gracePeriod !== undefined && heldStatus !== undefined;
}

/** Returns whether a held model is only watched because the run is paused after its grace period. */
export function watchesPaused(ask: Ask | RunAsk): ask is Extract<Ask, { ask: 'wait' }> {
  return ask.ask === 'wait' && ask.for === 'reclaimed' && ask.until === undefined;
}

function onceGone(request: TeardownRequest, memory: Memory): Ask | RunAsk {
  if (memory.restore !== 'none') {
    return failed('UnexpectedStatus', unrestorable({ ...request, status: 'GONE' }, startOf(memory)));
  }
  return { ask: 'end', outcome: 'alreadyGone' };
}

/** The model costs nothing any more, so that the run can wait for its record, but not beyond its deadline. */
function onceDeleted({ records, record, late, cancelled }: Memory): Ask {
  const isDue = records !== undefined && record === undefined && !late;
  return isDue ? { ask: 'record', isLast: cancelled } : { ask: 'end', outcome: 'deleted' };
}

function startOf({ mayHaveDeleted, restore }: Memory): Parameters<typeof unrestorable>[1] {
  return { mayBeDeleting: mayHaveDeleted, startAccepted: restore === 'sent' };
}

function dryRun(request: TeardownRequest, memory: Memory, model: ModelDescription, now: number): Ask {
  if (memory.guards !== 'fresh' && model.status !== 'DELETING') return readGuards(memory, model, now);
  const { traffic } = memory.model ?? {};
  const plan = planTeardown(model, request, { tags: memory.tags, traffic });
  return { ask: 'end', outcome: 'planned', plan };
}

function readGuards({ guards }: Memory, model: ModelDescription, now: number): Ask {
  return guards === 'tagsRead' ? { ask: 'readTraffic', model } : { ask: 'look', tags: true, at: now };
}

function askFor(
  step: NextStep,
  request: TeardownRequest,
  memory: Memory,
  model: ModelDescription,
  now: number,
): Ask | RunAsk {
  const forbidden = calledOff(memory) ? undefined : veto(step, request, memory, model);
  if (forbidden) return forbidden;
  switch (step.step) {
    case 'checkGuards':
      return readGuards(memory, model, now);
    case 'wait':
      return { ask: 'wait', for: step.for, model, tags: step.for !== 'deleted' && wantsTags(memory) };
    case 'hold':
      return { ask: 'wait', for: 'reclaimed', model, tags: false, until: endOfGrace(request, memory, now) };
    case 'askApproval': {
      const { timeout = DEFAULT_APPROVAL_TIMEOUT } = request.approval ?? {};
      return { ask: 'pause', for: 'approval', until: approvalEnd(memory, timeout, now) };
    }
    case 'awaitResume':
      return wasHeld(request, memory)
        ? { ask: 'wait', for: 'reclaimed', model, tags: false }
        : { ask: 'pause', for: 'resume' };
    case 'stop':
    case 'start':
    case 'delete':
      return { ask: 'send', call: step.step, model };
    case 'end':
      return { ask: 'end', outcome: step.outcome };
    case 'refuse':
      return memory.restore === 'none'
        ? failed(step.failure, refusalReason(step.failure, model, memory))
        : failed(step.failure, unrestorable(model, startOf(memory)));
    default:
      return step satisfies never;
  }
}
