// The other half of the core: how what happened changes the memory of a teardown.
import type { Answer, Look, WorkerFacts } from '../../contract/activities.js';
import { durationMs } from '../../contract/duration.js';
import type { GuardTags, ModelDescription, Sighting, Traffic } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Step } from '../../contract/model/result.js';
import { troubleOf } from '../../contract/trouble.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { addBounded } from '../shared/bounded-log.js';
import type { Failed } from '../shared/failures.js';
import { withNews } from '../shared/news.js';
import { informed, iso, isoIf, takeOfRun, type RunEvent } from '../shared/run-state.js';
import { answered, mayBeLate, observed, type Sent } from '../shared/sent-change.js';
import { backedOff, failedForMinutes, NO_TROUBLE } from '../shared/trouble.js';
import { refusedAsInvalid } from './failure-messages.js';
import { shownSinceStop } from './next-step.js';
import {
  CHANGES,
  confirmed,
  forgotten,
  holding,
  withWhatIsLeftOut,
  type Call,
  type Memory,
  type Refused,
} from './state.js';
import { trafficMatters, withTraffic } from './traffic.js';

const MOST_STEPS = 1000;
export type Event =
  | {
      readonly event: 'seen';
      readonly sighting: Sighting & Partial<WorkerFacts & Pick<Look, 'records'>>;
      readonly by: Step['step'];
      /** The time before which it can't have been read, if that is not now. The answer may have come late. */
      readonly askedAt?: number;
    }
  | { readonly event: 'traffic'; readonly traffic: Traffic }
  /** S3 has accepted the record. */
  | { readonly event: 'recorded'; readonly location: string }
  /** To the change that was sent. `none`: the run stopped waiting for it. */
  | { readonly event: 'answer'; readonly answer: Answer | 'none' };

/** Returns the memory after an event. */
export function take(request: TeardownRequest, memory: Memory, it: Event | RunEvent, now: number): Memory {
  switch (it.event) {
    case 'seen':
      return tookLook(request, memory, it, now);
    case 'traffic':
      return withTraffic(request, memory, it.traffic, now);
    case 'recorded':
      return { ...memory, record: { written: true, location: it.location } };
    case 'answer':
      return tookAnswer(request, memory, it.answer, now);
    case 'failed':
      if (confirmed(memory)) return unrecorded(memory, it, now);
      return takeOfRun(afterFailure(memory, it.repeated, now), it, now, forgotten);
    default:
      return takeOfRun(memory, it, now, forgotten);
  }
}

/** Updates the memory of a sent change after a read. */
function settled(memory: Memory, status: string, readAt: number, now: number): Memory {
  const { sent } = memory;
  if (sent === undefined || sent.answer === 'awaited') return memory;
  if (mayBeLate(sent, status, readAt)) return memory;
  const left = observed(sent, status, CHANGES[sent.call].during, readAt, now);
  const isUndone = sent.call === 'delete' && sent.answer === 'accepted' && left === undefined;
  return { ...memory, sent: left, undone: memory.undone + (isUndone ? 1 : 0) };
}

function tookLook(
  request: TeardownRequest,
  before: Memory,
  { sighting, by, askedAt }: Extract<Event, { event: 'seen' }>,
  now: number,
): Memory {
  const readAt = askedAt ?? now;
  const memory = { ...informed(before, sighting), records: sighting.records };
  if (!sighting.found) return { ...log(memory, 'GONE', by, now), seen: 'GONE' };
  const { tags } = sighting;
  const after = { ...saw(request, memory, sighting, by, readAt, now), readSince: readAt };
  return tags ? tookTags(request, after, tags) : after;
}

function saw(
  request: TeardownRequest,
  memory: Memory,
  { model, shownBefore }: Extract<Sighting, { found: true }>,
  by: Step['step'],
  readAt: number,
  now: number,
): Memory {
  // AWS has said what the model is since it accepted the change: a read from before that is passed over.
  const { sent, status: known } = memory;
  const passedOver =
    sent?.answer === 'accepted' && mayBeLate(sent, model.status, readAt) && known !== undefined;
  const seen = passedOver ? { ...model, status: known } : model;
  const isBelieved = memory.stopSent && memory.restore === 'none' && !passedOver;
  const shown = isBelieved ? [shownBefore, model.status].filter((it) => it !== undefined) : [];
  const sinceStop = shown.reduce(shownSinceStop, memory.sinceStop);
  const after = settled({ ...memory, sinceStop }, model.status, readAt, now);
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
  const entry = { at: iso(now), step, ...omitUndefined({ from }), to };
  return { ...next, steps: addBounded(memory.steps, entry, MOST_STEPS) };
}

function stopped({ gracePeriod }: TeardownRequest, memory: Memory, now: number): Memory {
  const until = gracePeriod === undefined ? undefined : (memory.holdUntil ?? now + durationMs(gracePeriod));
  const held = until === undefined ? memory : holding(memory, 'STOPPED', until);
  const { model } = memory;
  return withNews(
    held,
    { type: 'teardown.stopped', ...omitUndefined({ model, graceEndsAt: isoIf(until) }) },
    now,
  );
}

/** Returns the memory after the description that follows a rejected call, which is due again unless that explains it. */
function explained(memory: Memory, now: number): Memory {
  const { refused, model, changed, calledInvalid } = memory;
  if (refused === undefined) return memory;
  const seen = memory.status === refused.from && model !== undefined;
  if (!seen) return { ...memory, ...NO_TROUBLE, refused: undefined };
  const { action, invalid, message } = refused;
  // The first time, a late read may hide the change that made it so. And once something was changed, it is waited out.
  if (invalid && calledInvalid === action && !changed) {
    const failure = { type: 'InvalidRequest', message: refusedAsInvalid(action, model, message) } as const;
    return { ...memory, refused: undefined, failure };
  }
  const after = backedOff(
    memory,
    `AWS to accept the call that it rejected ("${message}")`,
    { action: `rekognition:${action}`, reason: 'Rejected' },
    now,
  );
  return { ...after, refused: undefined, calledInvalid: invalid ? action : calledInvalid };
}

function tookTags(request: TeardownRequest, memory: Memory, tags: GuardTags): Memory {
  const model = memory.model && { ...memory.model, tags: tags.model };
  const { seen } = memory;
  const isNext = typeof seen === 'object' && trafficMatters(seen, request, memory.approval);
  return { ...memory, model, tags, guards: isNext ? 'tagsRead' : 'fresh' };
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
  const after: Memory = { ...perhaps, ...NO_TROUBLE, restore, calledInvalid: undefined };
  return logSeen(request, after, { ...seen, status }, sent.call, now);
}

/** Returns the memory after a change that may have been carried out. */
function maybeChanged(memory: Memory, sent: Sent<Call> | undefined): Memory {
  if (sent === undefined) return memory;
  return { ...memory, changed: true, mayHaveDeleted: memory.mayHaveDeleted || sent.call === 'delete' };
}

/** Returns the memory after S3 has not accepted the record for minutes. */
function unrecorded(memory: Memory, { type, message, action }: Failed, now: number): Memory {
  const isOver = memory.records === 'optional' || memory.cancelled;
  if (isOver) return { ...memory, record: { written: false, why: message } };
  const why = `S3 to accept the record ("${message}")`;
  return backedOff(failedForMinutes(memory), why, { action, reason: troubleOf(type) }, now);
}

/** Returns the memory after a failed call. While a restore or a grace period is promised, no failure is final. */
function afterFailure(memory: Memory, repeated: boolean, now: number): Memory {
  const { sent } = memory;
  const refused = { accepted: false, because: 'invalid', message: '', repeated } as const;
  const left = sent?.answer === 'awaited' ? answered(sent, refused, now) : sent;
  const after = maybeChanged({ ...memory, sent: left }, left);
  const isPromised = after.holdUntil !== undefined || after.restore !== 'none';
  return { ...after, changed: after.changed || isPromised };
}
