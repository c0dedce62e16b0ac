import type { GuardTags } from '../contract/activities.js';
import type { TeardownNews } from '../contract/event.js';
import { durationMs } from '../contract/duration.js';
import type { ModelDescription } from '../contract/model.js';
import type { Phase } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { Step } from '../contract/result.js';
import type { Facts } from './next-step.js';
import { newRunMemory, type RunMemory } from './run-memory.js';
import type { Sent } from './sent.js';
import { carrierOf } from './tags.js';

export type Call = 'stop' | 'start' | 'delete';

/** What AWS refused, until a fresh look says whether the model explains it. */
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
  /** The newest observation; undefined if a fresh look is due. */
  readonly seen?: ModelDescription | 'GONE' | undefined;
  readonly seenAt: number;
  /** The status as last seen, `GONE` included. */
  readonly status?: string | undefined;
  /** The last description before deletion; inference units are kept from when it last had any. */
  readonly model?: ModelDescription | undefined;
  /** How far the guards were read since the last look. `stale`: they passed before that look. */
  readonly guards: 'unchecked' | 'stale' | 'tagsRead' | 'fresh';
  /** The tags as last read: trusted while `guards` says so. */
  readonly tags?: GuardTags | undefined;
  readonly paused: boolean;
  /** `sent`: AWS has accepted Start. */
  readonly restore: 'none' | 'asked' | 'sent';
  /** Until when a model in its grace period is kept. */
  readonly holdUntil?: number | undefined;
  readonly heldStatus?: string | undefined;
  /** The change that may still show in no read. */
  readonly sent?: Sent<Call> | undefined;
  /** Stop was accepted, or may have been carried out, or is under way. */
  readonly stopSent: boolean;
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
  /** What other systems were not told yet. */
  readonly news: readonly News[];
}

export interface News {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly what: TeardownNews;
}

export function newMemory(request: TeardownRequest, now: number): Memory {
  const approval = request.approval ? 'awaited' : 'notNeeded';
  return {
    ...newRunMemory<Phase>('looking', 'AWS to describe the model', approval, now),
    seenAt: now,
    guards: 'unchecked',
    paused: false,
    restore: 'none',
    stopSent: false,
    mayHaveDeleted: false,
    undone: 0,
    steps: [],
    news: [],
  };
}

/** The memory without its newest observation, so that a fresh look is due. */
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

/** A Delete of this run is under way or settling: only its confirmation, or its absence, ends the run. */
export function deleting({ sent }: Memory): boolean {
  return sent?.call === 'delete';
}

/** Epoch milliseconds. */
export function deadlineOf(
  { deadline }: TeardownRequest,
  { startedAt, expiresAt }: Memory,
): number | undefined {
  const asked = deadline === undefined ? Infinity : Date.parse(startedAt) + durationMs(deadline);
  const first = Math.min(asked, expiresAt ?? Infinity);
  return first === Infinity ? undefined : first;
}

/** What protects the model, by the tags that were read. */
export function protectorOf(
  { protectTag }: TeardownRequest,
  { tags }: Memory,
): 'model' | 'project' | undefined {
  return tags && carrierOf(protectTag, tags);
}

/** A person has called the teardown off. */
export function calledOff({ restore, approval }: Memory): boolean {
  return restore !== 'none' || approval === 'refused';
}
