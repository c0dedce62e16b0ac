// The other half of the core: how what happened changes the memory of a teardown.
import type { Answer, Look, WorkerFacts } from '../../contract/activities.js';
import type { GuardTags, Sighting, Traffic } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Step } from '../../contract/model/result.js';
import { takeOfRun } from '../shared/lifecycle.js';
import { informed, type RunEvent } from '../shared/run-state.js';
import { mayBeLate, observed, type NoAnswer } from '../shared/sent-change.js';
import { NO_TROUBLE, rejected } from '../shared/trouble.js';
import { afterFailure, tookAnswer, unrecorded } from './apply-answer.js';
import { refusedAsInvalid } from './failure-messages.js';
import { log, logSeen } from './log-seen.js';
import { shownSinceStop, showsNoStop } from './next-step.js';
import { CHANGES, confirmed, forgotten, mayHaveStopped, stopProvenAt, type Memory } from './state.js';
import { trafficMatters, withTraffic } from './traffic.js';

export type Event =
  | {
      readonly event: 'seen';
      readonly sighting: Sighting & Partial<WorkerFacts & Pick<Look, 'records' | 'readAt'>>;
      readonly by: Step['step'];
      /** The time before which it can't have been read, if that is known. The answer may have come late. */
      readonly askedAt?: number;
    }
  | { readonly event: 'traffic'; readonly traffic: Traffic }
  /** S3 has accepted the record. */
  | { readonly event: 'recorded'; readonly location: string }
  /** To the change that was sent. */
  | { readonly event: 'answer'; readonly answer: Answer | NoAnswer };

export type Seen = Extract<Event, { event: 'seen' }>;

/**
 * Returns what counts, in this order, once a run has got the answer to a look during which a poll has found another status.
 * Either may be the older one, and both may show a sign of use. So neither is good for a change: without the tags of the poll,
 * which may be old, the run looks again. A look that does not find the model proves nothing if the poll does.
 */
export function withFound(event: Event | RunEvent, { sighting, ...found }: Seen): readonly Event[] {
  const { tags: _, ...untagged } = { tags: undefined, ...sighting };
  const sign = { ...found, sighting: untagged };
  return event.event === 'seen' && event.sighting.found ? [event, sign] : [sign];
}

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
  if (sent === undefined) return afterDoubt(memory, status, readAt);
  if (sent.answer === 'awaited') return memory;
  if (mayBeLate(sent, status, readAt)) return memory;
  const left = observed(sent, status, CHANGES[sent.call].during, readAt, now);
  const isUndone = sent.call === 'delete' && sent.answer === 'accepted' && left === undefined;
  const undone = memory.undone + (isUndone ? 1 : 0);
  return afterDoubt({ ...memory, sent: left, undone }, status, readAt);
}

/**
 * Returns the memory after a read that may prove that no Stop of this run was carried out. Then none explains what comes later.
 * AWS refuses to repeat a Stop while it carries it out, and until a minute has passed, reads may not show that.
 */
function afterDoubt(memory: Memory, status: string, readAt: number): Memory {
  const { sent, sinceStop } = memory;
  const provenAt = stopProvenAt(memory);
  if (provenAt === undefined) return memory;
  if (!showsNoStop(status)) return { ...memory, stopInDoubt: undefined };
  if (readAt < provenAt || sinceStop !== undefined) return memory;
  return {
    ...memory,
    stopSent: false,
    stopInDoubt: undefined,
    sent: sent?.call === 'stop' ? undefined : sent,
  };
}

function tookLook(
  request: TeardownRequest,
  before: Memory,
  { sighting, by, askedAt }: Seen,
  now: number,
): Memory {
  const readSince = askedAt ?? now;
  const { records, readAt } = sighting;
  const memory = { ...informed(before, sighting), records, readAt };
  if (!sighting.found) return { ...log(memory, 'GONE', by, now), seen: 'GONE' };
  const { tags } = sighting;
  const after = { ...saw(request, memory, sighting, by, readSince, now), readSince };
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
  const isBelieved = mayHaveStopped(memory) && memory.restore === 'none' && !passedOver;
  const shown = isBelieved ? [shownBefore, model.status].filter((it) => it !== undefined) : [];
  const sinceStop = shown.reduce(shownSinceStop, memory.sinceStop);
  const after = settled({ ...memory, sinceStop }, model.status, readAt, now);
  return explained(logSeen(request, after, seen, by, now), now);
}

/** Returns the memory after the description that follows a rejected call, which is due again unless that explains it. */
function explained(memory: Memory, now: number): Memory {
  const { refused, model, changed, calledInvalid } = memory;
  if (refused === undefined) return memory;
  const seen = memory.status === refused.from && model !== undefined;
  if (!seen) return { ...memory, ...NO_TROUBLE, refused: undefined };
  const { action, invalid, message } = refused;
  // An accepted restore is still to be carried out. Only a rejection of its own Start ends it.
  const mayFail = memory.restore === 'none' || action === CHANGES.start.action;
  // The first time, a late read may hide the change that made it so. And once something was changed, it is waited out.
  if (invalid && calledInvalid === action && !changed && mayFail) {
    const failure = { type: 'InvalidRequest', message: refusedAsInvalid(action, model, message) } as const;
    return { ...memory, refused: undefined, failure };
  }
  const after = rejected(memory, action, refused, now);
  return { ...after, refused: undefined, calledInvalid: invalid ? action : calledInvalid };
}

function tookTags(request: TeardownRequest, memory: Memory, tags: GuardTags): Memory {
  const model = memory.model && { ...memory.model, tags: tags.model };
  const { seen } = memory;
  const isNext = typeof seen === 'object' && trafficMatters(seen, request, memory.approval);
  return { ...memory, model, tags, guards: isNext ? 'tagsRead' : 'fresh' };
}
