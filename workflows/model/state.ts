import { READ_LAG_MS, type RecordKeeping } from '../../contract/activities.js';
import type { GuardTags, ModelDescription } from '../../contract/model/description.js';
import type { Phase } from '../../contract/model/progress.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { RecordEnd, Step } from '../../contract/model/result.js';
import { durationMs } from '../../contract/duration.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { newRunMemory, type RunMemory } from '../shared/run-state.js';
import type { Sent } from '../shared/sent-change.js';
import { taggedWith } from '../shared/tags.js';
import type { Facts } from './next-step.js';

export type Call = 'stop' | 'start' | 'delete';

/** The AWS action of each change, and the status while AWS carries it out. */
export const CHANGES: Readonly<Record<Call, { readonly action: string; readonly during: string }>> = {
  stop: { action: 'StopProjectVersion', during: 'STOPPING' },
  start: { action: 'StartProjectVersion', during: 'STARTING' },
  delete: { action: 'DeleteProjectVersion', during: 'DELETING' },
};

/** A call that AWS rejected, until a fresh description shows whether the model's status explains it. */
export interface Refused {
  /** The change, or what else was asked for. */
  readonly action: string;
  /** The status upon which it was asked for. */
  readonly from: string | undefined;
  readonly message: string;
  readonly invalid: boolean;
}

/** Everything that the teardown of a model remembers. Times are epoch milliseconds. */
export interface Memory extends RunMemory<Phase> {
  /** The newest observation. Undefined if the model must be described again. */
  readonly seen?: ModelDescription | 'GONE' | undefined;
  readonly seenAt: number;
  /** The time before which it can't have been read. */
  readonly readSince: number;
  /** When the worker had read it, by its own clock. Of an observation by an earlier version, that is not known. */
  readonly readAt?: number | undefined;
  /** The status as last seen, `GONE` included. */
  readonly status?: string | undefined;
  /** The last description before deletion; inference units are kept from when it last had any. */
  readonly model?: ModelDescription | undefined;
  /** How far the guards were read since the last description. `stale`: they passed before it. */
  readonly guards: 'unchecked' | 'stale' | 'tagsRead' | 'fresh';
  /** The tags as last read: trusted while `guards` says so. */
  readonly tags?: GuardTags | undefined;
  /** `sent`: AWS has accepted Start. */
  readonly restore: 'none' | 'asked' | 'sent';
  /** The end of the grace period. */
  readonly holdUntil?: number | undefined;
  /** By how much a reset run extends the grace period once it begins, since that was promised before the reset. */
  readonly postponedMs?: number | undefined;
  /** Whether that holds for a model that this run stops, too. Earlier versions forgot it there. */
  readonly postponedBeforeStop?: boolean | undefined;
  readonly heldStatus?: string | undefined;
  /** The change that may still show in no read. */
  readonly sent?: Sent<Call> | undefined;
  /** A Stop of this run may have been carried out. */
  readonly stopSent: boolean;
  /**
   * AWS has accepted no Stop of this run, and no read has shown one: a read may still prove that none was carried out. The time
   * at which the last one may have been. Earlier versions remembered no time.
   */
  readonly stopInDoubt?: number | boolean | undefined;
  /** `stopping`: AWS has reported STOPPING since Stop was sent. `started`: somebody has started the model since then. */
  readonly sinceStop?: 'stopping' | 'started' | undefined;
  /** A Delete of this run may have been carried out. */
  readonly mayHaveDeleted: boolean;
  /** How many times AWS accepted Delete and then listed the model as before. */
  readonly undone: number;
  readonly refused?: Refused | undefined;
  /** The statuses in which a sweep selected the model. */
  readonly selectedIn?: readonly string[] | undefined;
  readonly steps: readonly Step[];
  /** How the worker keeps records of deletions, as the last look said; undefined if it keeps none. */
  readonly records?: RecordKeeping | undefined;
  /** Whether the deletion is recorded, once that is decided. */
  readonly record?: RecordEnd | undefined;
}

export function newMemory(request: TeardownRequest, now: number): Memory {
  const approval = request.approval ? 'awaited' : 'notNeeded';
  return {
    ...newRunMemory<Phase>('looking', 'AWS to describe the model', approval, now),
    seenAt: now,
    readSince: now,
    guards: 'unchecked',
    restore: 'none',
    stopSent: false,
    mayHaveDeleted: false,
    undone: 0,
    steps: [],
  };
}

/** Returns the memory without its newest observation, so that the model is described again. */
export function forgotten(memory: Memory): Memory {
  return { ...memory, seen: undefined, guards: memory.guards === 'unchecked' ? 'unchecked' : 'stale' };
}

export function graceOf(
  { gracePeriod }: TeardownRequest,
  { holdUntil }: Memory,
  now: number,
): Facts['grace'] {
  if (gracePeriod === undefined) return 'none';
  if (holdUntil === undefined) return 'due';
  return now < holdUntil ? 'running' : 'over';
}

/** Returns when the grace period ends, if it begins now unless it has begun. Epoch milliseconds. */
export function endOfGrace({ gracePeriod }: TeardownRequest, memory: Memory, now: number): number {
  const { holdUntil, postponedMs = 0 } = memory;
  return holdUntil ?? now + (gracePeriod === undefined ? 0 : durationMs(gracePeriod)) + postponedMs;
}

export function factsOf(request: TeardownRequest, memory: Memory, now: number): Facts {
  const { approval, paused, restore, heldStatus } = memory;
  const guards = memory.guards === 'tagsRead' ? 'stale' : memory.guards;
  const startedAgain = memory.sinceStop === 'started';
  return {
    guards,
    approval,
    paused,
    restore,
    heldStatus,
    startedAgain,
    grace: graceOf(request, memory, now),
  };
}

/** Returns whether a Stop of this run may have been carried out, or is under way. */
export function mayHaveStopped({ stopSent, sent }: Pick<Memory, 'stopSent' | 'sent'>): boolean {
  return stopSent || sent?.call === 'stop';
}

/** Returns from when on a read that shows RUNNING proves that no Stop was carried out, or undefined if none is in doubt. */
export function stopProvenAt({ stopInDoubt, sent }: Memory): number | undefined {
  if (stopInDoubt === undefined || stopInDoubt === false) return undefined;
  return (stopInDoubt === true ? (sent?.at ?? 0) : stopInDoubt) + READ_LAG_MS;
}

/** A Delete of this run is under way or settling: only its confirmation, or its absence, ends the run. */
export function deleting({ sent }: Memory): boolean {
  return sent?.call === 'delete';
}

/**
 * AWS no longer lists the model for which this run has sent Delete. A read that says so can't be late, and the ARN never
 * comes back: whatever happens, the run ends as `deleted`.
 */
export function confirmed({ status, mayHaveDeleted, restore }: Memory): boolean {
  return status === 'GONE' && mayHaveDeleted && restore === 'none';
}

/** Returns whether the model or its project has the protect tag, from the tags that were read. */
export function protectorOf(
  { protectTag }: TeardownRequest,
  { tags }: Memory,
): 'model' | 'project' | undefined {
  return tags && taggedWith(protectTag, tags);
}

/** A person has called the teardown off. */
export function calledOff({ restore, approval }: Memory): boolean {
  return restore !== 'none' || approval === 'refused';
}

/** The memory of a model that is held: the period begins once. */
export function holding(memory: Memory, status: string, until: number | undefined): Memory {
  const { holdUntil = until, heldStatus = status } = memory;
  return { ...memory, holdUntil, heldStatus };
}

/** A description does not give the tags and the traffic, nor, of a stopped model, the units that it ran with. */
export function withWhatIsLeftOut(
  before: ModelDescription | undefined,
  model: ModelDescription,
): ModelDescription {
  // Only together do they say how the model ran: without a maximum, AWS does not scale it.
  const { minInferenceUnits, maxInferenceUnits } =
    model.minInferenceUnits === undefined ? (before ?? {}) : model;
  return {
    ...omitUndefined({
      minInferenceUnits,
      maxInferenceUnits,
      tags: before?.tags,
      traffic: before?.traffic,
    }),
    ...model,
  };
}
