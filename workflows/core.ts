// The teardown of a model without Temporal and without AWS: what comes next, by the request, the memory and the clock.
import { DEFAULT_APPROVAL_TIMEOUT, type TeardownRequest } from '../contract/request.js';
import { durationMs } from '../contract/duration.js';
import type { FailureType } from '../contract/failures.js';
import type { ModelDescription } from '../contract/model.js';
import type { Outcome, Plan } from '../contract/result.js';
import { calledOff, deleting, factsOf, protectorOf, type Call, type Memory } from './memory.js';
import { nextStep, type NextStep } from './next-step.js';
import { planTeardown } from './plan.js';
import {
  lateness,
  leftReason,
  protectionReason,
  refusalReason,
  servingReason,
  unrestorable,
} from './refusals.js';
import { approvalEnd, firstOf, type RunAsk } from './run-memory.js';
import { mayBeLate, settlesAt } from './sent.js';
import { serves, trafficMatters } from './traffic.js';
import type { WaitKind } from './waits.js';

/** What the core asks the workflow to do. Each but the end comes out as an event for `take`. */
export type Ask =
  | { readonly ask: 'look' }
  | { readonly ask: 'readTags'; readonly model: ModelDescription }
  | { readonly ask: 'readTraffic'; readonly model: ModelDescription }
  | { readonly ask: 'send'; readonly call: Call; readonly model: ModelDescription }
  /** Waits for AWS. `until`: the end of the grace period. */
  | {
      readonly ask: 'wait';
      readonly for: WaitKind;
      readonly model: ModelDescription;
      readonly until?: number;
    }
  /** Waits for people, or until a time. */
  | { readonly ask: 'pause'; readonly for: Pause; readonly until?: number }
  | { readonly ask: 'end'; readonly outcome: Outcome; readonly plan?: Plan };

/** `settling`: a read may be late that shows nothing of a change that was sent. */
export type Pause = 'approval' | 'resume' | 'settling';

/** What comes next. The memory holds the newest observation, or none if a fresh look is due. */
export function next(request: TeardownRequest, memory: Memory, now: number): Ask | RunAsk {
  const { seen } = memory;
  const late = memory.restore === 'none' ? lateness(request, memory) : undefined;
  const first = firstOf(memory, now, late, obeysCancel(memory));
  if (first) return first;
  if (memory.approval === 'refused' && memory.restore === 'none') return { ask: 'end', outcome: 'rejected' };
  if (seen === undefined) return { ask: 'look' };
  if (seen === 'GONE') return onceGone(request, memory);
  if (request.dryRun) return dryRun(request, memory, seen);

  const step = nextStep(seen, request, factsOf(request, memory, now));
  const ask = askFor(step, request, memory, seen, now);
  const { sent } = memory;
  if (sent === undefined) return ask;
  // A cancel waits for nothing but to know whether Delete was carried out.
  const isEnding =
    memory.cancelled && memory.restore === 'none' && !(ask.ask === 'wait' && ask.for === 'deleted');
  return isEnding || (mayBeLate(sent, seen.status, memory.seenAt) && concludes(ask, memory))
    ? { ask: 'pause', for: 'settling', until: settlesAt(sent) }
    : ask;
}

/** A cancel waits for what can't be left half done: a Delete that was sent, and a restore that somebody was promised. */
export function obeysCancel(memory: Memory): boolean {
  return !deleting(memory) && memory.restore !== 'asked';
}

/**
 * Returns whether what is being done must end now. A cancel and the deadline end everything that they can end; pause
 * and restore end a change that AWS has not accepted yet. The next looks show whether AWS carried it out.
 */
export function interrupts(memory: Memory, ask: Ask | RunAsk): boolean {
  if (memory.late && memory.restore === 'none') return true;
  if (ask.ask !== 'send') return memory.cancelled && obeysCancel(memory);
  return ask.call !== 'start' && (memory.cancelled || memory.paused || memory.restore !== 'none');
}

/** A read that may be late is good for asking again, for repeating the call, and for keeping the model. */
function concludes(ask: Ask | RunAsk, { sent }: Memory): boolean {
  if (ask.ask === 'send') return ask.call !== sent?.call;
  return (ask.ask === 'end' && ask.outcome !== 'reclaimed') || ask.ask === 'fail';
}

function onceGone(request: TeardownRequest, memory: Memory): Ask | RunAsk {
  if (memory.restore !== 'none') {
    return failed('UnexpectedStatus', unrestorable({ ...request, status: 'GONE' }, memory.mayHaveDeleted));
  }
  return { ask: 'end', outcome: memory.mayHaveDeleted ? 'deleted' : 'alreadyGone' };
}

function dryRun(request: TeardownRequest, memory: Memory, model: ModelDescription): Ask {
  if (memory.guards !== 'fresh') return readGuards(memory, model);
  const { traffic } = memory.model ?? {};
  const plan = planTeardown(model, request, { carrier: protectorOf(request, memory), traffic });
  return { ask: 'end', outcome: 'planned', plan };
}

function readGuards({ guards }: Memory, model: ModelDescription): Ask {
  return { ask: guards === 'tagsRead' ? 'readTraffic' : 'readTags', model };
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
      return readGuards(memory, model);
    case 'wait':
      return { ask: 'wait', for: step.for, model };
    case 'hold': {
      const { gracePeriod } = request;
      const until = memory.holdUntil ?? now + (gracePeriod === undefined ? 0 : durationMs(gracePeriod));
      return { ask: 'wait', for: 'reclaimed', model, until };
    }
    case 'askApproval': {
      const { timeout = DEFAULT_APPROVAL_TIMEOUT } = request.approval ?? {};
      return { ask: 'pause', for: 'approval', until: approvalEnd(memory, timeout, now) };
    }
    case 'awaitResume':
      return { ask: 'pause', for: 'resume' };
    case 'stop':
    case 'start':
    case 'delete':
      return { ask: 'send', call: step.step, model };
    case 'end':
      return { ask: 'end', outcome: step.outcome };
    case 'refuse':
      return memory.restore === 'none'
        ? failed(step.failure, refusalReason(step.failure, model))
        : failed(step.failure, unrestorable(model, memory.mayHaveDeleted));
    default:
      return step satisfies never;
  }
}

/** What keeps a model that nobody has called off the teardown of. */
function veto(
  step: NextStep,
  request: TeardownRequest,
  memory: Memory,
  model: ModelDescription,
): Ask | RunAsk | undefined {
  const { selectedIn, guards } = memory;
  const untouched = !memory.changed && memory.holdUntil === undefined && model.status !== 'DELETING';
  if (untouched && step.step !== 'refuse' && selectedIn && !selectedIn.includes(model.status)) {
    return failed('UnexpectedStatus', leftReason(model, selectedIn));
  }
  if (guards !== 'fresh' && guards !== 'tagsRead') return undefined;
  const protector = protectorOf(request, memory);
  if (protector && !['end', 'refuse'].includes(step.step) && model.status !== 'DELETING') {
    return failed('ModelProtected', protectionReason(protector, request.protectTag, model));
  }
  const { traffic } = memory.model ?? {};
  if (guards !== 'fresh' || !trafficMatters(model, request, memory.approval) || !traffic) return undefined;
  return request.ifServing === 'fail' && serves(traffic)
    ? failed('ModelRunning', servingReason(traffic, model))
    : undefined;
}

function failed(type: FailureType, message: string): Ask | RunAsk {
  return { ask: 'fail', type, message };
}
