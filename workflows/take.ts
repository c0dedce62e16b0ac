// The other half of the core: how what happened changes the memory of a teardown.
import type { Answer, GuardTags } from '../contract/activities.js';
import { given } from '../contract/given.js';
import type { ModelDescription, Sighting, Traffic } from '../contract/model.js';
import type { TeardownNews } from '../contract/event.js';
import type { TeardownRequest } from '../contract/request.js';
import type { Step } from '../contract/result.js';
import { durationMs } from '../contract/duration.js';
import { addBounded } from './bounded-log.js';
import type { Ask } from './core.js';
import { calledOff, forgotten, type Call, type Memory, type Refused } from './memory.js';
import { shownSinceStop } from './next-step.js';
import { refusedAsInvalid } from './refusals.js';
import {
  backedOff,
  entered,
  inSeconds,
  iso,
  isoIf,
  takeOfRun,
  type RunAsk,
  type RunEvent,
} from './run-memory.js';
import { answered, mayBeLate, observed, sending, type Sent } from './sent.js';
import { inWords, serves, trafficMatters } from './traffic.js';
import { WAITS } from './waits.js';

const MOST_STEPS = 1000;
/** News that a receiver did not take yet. A run carries no more than these. */
const MOST_NEWS = 20;

export type Event =
  | { readonly event: 'seen'; readonly sighting: Sighting; readonly by: Step['step'] }
  | { readonly event: 'tags'; readonly tags: GuardTags | undefined }
  | { readonly event: 'traffic'; readonly traffic: Traffic }
  /** To the change that was sent. `none`: the run stopped waiting for it. */
  | { readonly event: 'answer'; readonly answer: Answer | 'none' };

/** The AWS action of each change, and the status while AWS carries it out. */
export const CHANGES: Readonly<Record<Call, { readonly action: string; readonly during: string }>> = {
  stop: { action: 'StopProjectVersion', during: 'STOPPING' },
  start: { action: 'StartProjectVersion', during: 'STARTING' },
  delete: { action: 'DeleteProjectVersion', during: 'DELETING' },
};

/** The memory after something has happened. */
export function take(request: TeardownRequest, memory: Memory, it: Event | RunEvent, now: number): Memory {
  switch (it.event) {
    case 'seen':
      return it.sighting.found
        ? saw(request, memory, it.sighting, it.by, now)
        : { ...log(memory, 'GONE', it.by, now), seen: 'GONE' };
    case 'tags':
      return tookTags(request, memory, it.tags, now);
    case 'traffic':
      return tookTraffic(request, memory, it.traffic);
    case 'answer':
      return tookAnswer(request, memory, it.answer, now);
    case 'failed':
      return takeOfRun(afterFailure(memory, it.repeated, now), it, now, forgotten);
    default:
      return takeOfRun(memory, it, now, forgotten);
  }
}

/** The memory once the workflow begins what the core asks for: what people see, and what must be known before it ends. */
export function begin(memory: Memory, ask: Ask | RunAsk, now: number): Memory {
  switch (ask.ask) {
    case 'send':
      return beginSending(memory, ask.call, ask.model, now);
    case 'wait': {
      const { phase, waitingFor, nextLook } = WAITS[ask.for];
      const held = ask.for === 'reclaimed' ? holding(memory, ask.model.status, ask.until) : memory;
      return memory.restore === 'none'
        ? entered(held, phase, waitingFor, now, nextLook)
        : entered(held, 'restoring', 'AWS to run the model again', now, nextLook);
    }
    case 'pause':
      return beginPause(memory, ask, now);
    case 'backOff': {
      const { why = '' } = memory.backOff ?? {};
      return entered(memory, 'backingOff', why, now, inSeconds(ask.until - now));
    }
    default:
      return memory;
  }
}

function beginSending(memory: Memory, call: Call, { status }: ModelDescription, now: number): Memory {
  const phase = ({ stop: 'stopping', start: 'restoring', delete: 'deleting' } as const)[call];
  const sent = sending(memory.sent, call, status, now);
  const stopSent = memory.stopSent || call === 'stop';
  return entered({ ...memory, sent, stopSent }, phase, `AWS to accept ${CHANGES[call].action}`, now);
}

function beginPause(memory: Memory, ask: Extract<Ask, { ask: 'pause' }>, now: number): Memory {
  switch (ask.for) {
    case 'approval': {
      const { model, approvalUntil } = memory;
      const because = model?.traffic === undefined ? '' : `: ${inWords(model.traffic)}`;
      const waitingFor = `somebody to approve or reject the teardown${because}`;
      const asked = entered({ ...memory, approvalUntil: ask.until }, 'awaitingApproval', waitingFor, now);
      return approvalUntil === undefined && ask.until !== undefined
        ? withNews(
            asked,
            { type: 'teardown.approvalNeeded', until: iso(ask.until), ...given({ model }) },
            now,
          )
        : asked;
    }
    case 'resume':
      return entered(memory, 'paused', 'the signal resume', now);
    case 'settling': {
      const action = memory.sent ? CHANGES[memory.sent.call].action : 'the last call';
      const waitingFor = `AWS to show whether it carried out ${action}`;
      return entered(memory, 'backingOff', waitingFor, now, inSeconds((ask.until ?? now) - now));
    }
    default:
      return ask.for satisfies never;
  }
}

/** What the memory knows of the change that was sent, after a read. */
function settled(memory: Memory, status: string, now: number): Memory {
  const { sent } = memory;
  if (sent === undefined || sent.answer === 'awaited') return memory;
  if (mayBeLate(sent, status, now)) return memory;
  const left = observed(sent, status, CHANGES[sent.call].during, now);
  const isUndone = sent.call === 'delete' && sent.answer === 'accepted' && left === undefined;
  return { ...memory, sent: left, undone: memory.undone + (isUndone ? 1 : 0) };
}

function saw(
  request: TeardownRequest,
  memory: Memory,
  { model, shownBefore }: Extract<Sighting, { found: true }>,
  by: Step['step'],
  now: number,
): Memory {
  // AWS has said what the model is since it accepted the change: a read from before that is passed over.
  const { sent, status: known } = memory;
  const passedOver = sent?.answer === 'accepted' && mayBeLate(sent, model.status, now) && known !== undefined;
  const seen = passedOver ? { ...model, status: known } : model;
  const isBelieved = memory.stopSent && memory.restore === 'none' && !passedOver;
  const shown = isBelieved ? [shownBefore, model.status].filter((it) => it !== undefined) : [];
  const sinceStop = shown.reduce(shownSinceStop, memory.sinceStop);
  const after = settled({ ...memory, sinceStop }, model.status, now);
  return explained(logSeen(request, after, seen, by, now), now);
}

/** Takes in a description that is believed: AWS's own, or what its answer to a change makes of the last one. */
function logSeen(
  request: TeardownRequest,
  memory: Memory,
  seen: ModelDescription,
  by: Step['step'],
  now: number,
): Memory {
  const { status } = seen;
  const deletionBegan = memory.model !== undefined && status === 'DELETING';
  const model = deletionBegan ? memory.model : withWhatIsLeftOut(memory.model, seen);
  const logged = { ...log(memory, status, by, now), seen, model };
  const hasStopped = status === 'STOPPED' && memory.status !== status;
  return hasStopped && memory.stopSent && memory.restore === 'none' ? stopped(request, logged, now) : logged;
}

function log(memory: Memory, to: string, step: Step['step'], now: number): Memory {
  const { status: from } = memory;
  const next = { ...forgotten(memory), status: to, seenAt: now };
  if (to === from) return next;
  const entry = { at: iso(now), step, ...given({ from }), to };
  return { ...next, steps: addBounded(memory.steps, entry, MOST_STEPS) };
}

function stopped({ gracePeriod }: TeardownRequest, memory: Memory, now: number): Memory {
  const until = gracePeriod === undefined ? undefined : (memory.holdUntil ?? now + durationMs(gracePeriod));
  const held = until === undefined ? memory : holding(memory, 'STOPPED', until);
  const { model } = memory;
  return withNews(held, { type: 'teardown.stopped', ...given({ model, graceEndsAt: isoIf(until) }) }, now);
}

function holding(memory: Memory, status: string, until: number | undefined): Memory {
  const { holdUntil = until, heldStatus = status } = memory;
  return { ...memory, holdUntil, heldStatus };
}

/** The memory after the look that follows a refusal: the same is due again, if that look does not explain it. */
function explained(memory: Memory, now: number): Memory {
  const { refused, model, changed, calledInvalid } = memory;
  if (refused === undefined) return memory;
  const seen = memory.status === refused.from && model !== undefined;
  if (!seen) return { ...memory, refused: undefined, refusals: 0 };
  const { action, invalid, message } = refused;
  // The first time, a late read may hide the change that made it so. And once something was changed, it is waited out.
  if (invalid && calledInvalid === action && !changed) {
    const failure = { type: 'InvalidRequest', message: refusedAsInvalid(action, model, message) } as const;
    return { ...memory, refused: undefined, failure };
  }
  const after = backedOff(memory, `AWS to allow what it refused ("${message}")`, now);
  return { ...after, refused: undefined, calledInvalid: invalid ? action : calledInvalid };
}

function tookTags(
  request: TeardownRequest,
  memory: Memory,
  tags: GuardTags | undefined,
  now: number,
): Memory {
  if (tags === undefined) {
    const message = 'ListTagsForResource does not find the model';
    return refusal(memory, { action: 'ListTagsForResource', from: memory.status, message, invalid: false });
  }
  // Read for so long that the look before them is no longer a fresh one.
  if (now - memory.seenAt > STALE_MS) return { ...forgotten(memory), guards: 'unchecked' };
  const model = memory.model && { ...memory.model, tags: tags.model };
  const { seen } = memory;
  const isNext = typeof seen === 'object' && trafficMatters(seen, request, memory.approval);
  return { ...memory, model, tags, guards: isNext ? 'tagsRead' : 'fresh' };
}

const STALE_MS = 60_000;

function tookTraffic(request: TeardownRequest, memory: Memory, traffic: Traffic): Memory {
  const model = memory.model && { ...memory.model, traffic };
  const asks = request.ifServing === 'ask' && serves(traffic) && !request.dryRun && !calledOff(memory);
  const approval = asks && memory.approval === 'notNeeded' ? 'awaited' : memory.approval;
  return { ...memory, model, approval, guards: 'fresh' };
}

function refusal(memory: Memory, refused: Refused): Memory {
  return { ...forgotten(memory), refused };
}

function tookAnswer(request: TeardownRequest, memory: Memory, answer: Answer | 'none', now: number): Memory {
  const { sent } = memory;
  if (sent === undefined) return memory;
  const left = answered(sent, answer, now);
  const perhaps = maybeChanged({ ...memory, sent: left }, left);
  if (answer === 'none') return forgotten(perhaps);
  const { action, during } = CHANGES[sent.call];
  if (!answer.accepted) {
    const { message, because, repeated = false } = answer;
    const invalid = because === 'invalid' && !repeated;
    return refusal(perhaps, { action, from: sent.from, message, invalid });
  }
  // An answer that names the status from before the call says nothing of what it leads to.
  const status = answer.status === sent.from ? during : answer.status;
  const restore = sent.call === 'start' ? 'sent' : memory.restore;
  const { seen } = memory;
  if (typeof seen !== 'object') return perhaps;
  const after: Memory = { ...perhaps, restore, refusals: 0, calledInvalid: undefined };
  return logSeen(request, after, { ...seen, status }, sent.call, now);
}

/** What must be remembered of a change that may have been carried out. */
function maybeChanged(memory: Memory, sent: Sent<Call> | undefined): Memory {
  if (sent === undefined) return memory;
  return { ...memory, changed: true, mayHaveDeleted: memory.mayHaveDeleted || sent.call === 'delete' };
}

/** What is known of a change that has failed. While somebody is promised the model, no failure is final. */
function afterFailure(memory: Memory, repeated: boolean, now: number): Memory {
  const { sent } = memory;
  const refused = { accepted: false, because: 'invalid', message: '', repeated } as const;
  const left = sent?.answer === 'awaited' ? answered(sent, refused, now) : sent;
  const after = maybeChanged({ ...memory, sent: left }, left);
  const isPromised = after.holdUntil !== undefined || after.restore !== 'none';
  return { ...after, changed: after.changed || isPromised };
}

export function withNews(memory: Memory, what: TeardownNews, now: number): Memory {
  return { ...memory, news: [...memory.news, { at: iso(now), what }].slice(-MOST_NEWS) };
}

/** A description does not give the tags and the traffic, nor, of a stopped model, the units that it ran with. */
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
