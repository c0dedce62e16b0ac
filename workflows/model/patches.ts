import { patched } from '@temporalio/workflow';
import { READ_LAG_MS } from '../../contract/activities.js';
import type { Core } from '../shared/run-core.js';
import type { Seen } from './apply-event.js';
import type { Model } from './core.js';
import { wantsTags, watchesPaused } from './next-action.js';
import { mayHaveStopped, type Memory } from './state.js';
import { endsUnrestored, isStartRefused } from './unrestored.js';

const KEPT = 'postponements-from-before-a-stop';
const LEFT = 'leaves-what-a-sweep-selected-after-a-lost-change';
const UNSTOPPED = 'forgets-a-stop-that-was-not-carried-out';
const UNSTARTED = 'ends-a-restore-that-does-not-come-to-start';
const UNRESTORED = 'ends-a-restore-that-aws-refuses';
const SETTLED = 'rests-once-a-change-is-settled';
const UNASKED = 'asks-for-no-approval-after-a-stop';
const OUTLASTED = 'restores-what-aws-called-invalid';
const READ = 'knows-when-a-poll-was-read';
const WATCHED = 'watches-a-held-model-without-its-tags';
const REFUTED = 'forgets-a-stop-that-reads-refute';
const STOPPING = 'expects-a-late-stopping-after-a-start';
const WATCHED_PAUSED = 'watches-a-held-model-while-paused';
const COUNTED = 'counts-only-refusals-of-start-in-a-restore';
const DOUBTED = 'doubts-a-stop-while-reads-may-be-late';

type Next = Core<Model>['next'];
type Take = Core<Model>['take'];

/**
 * Returns the core for runs that an earlier version began: what that version has decided, a replay decides again. A marker is
 * written only by runs in which the versions differ.
 */
export function asBegun(core: Core<Model>): Core<Model> {
  return VERSIONS.reduce((newer, earlier) => earlier(newer), core);
}

/** Each returns a core that decides as versions before a change did, in runs without its marker, and wraps the one before it. */
const VERSIONS: readonly ((core: Core<Model>) => Core<Model>)[] = [
  doubtingBriefly,
  countingAllRefusals,
  restingPaused,
  rememberingStops,
  readingTagsOfHeld,
  givingUpRestores,
  readingNow,
  droppingRestores,
  askingAfterStop,
  restingUnsettled,
  keepingPostponements,
  leavingWhatHasLeft,
  forgettingStops,
  endingUnrestored,
];

/** @param before returns what earlier versions asked for instead, or undefined if it was the same */
function asking(
  core: Core<Model>,
  patch: string,
  before: (asked: ReturnType<Next>, ...given: Parameters<Next>) => ReturnType<Next> | undefined,
): Core<Model> {
  const next: Next = (...given) => {
    const asked = core.next(...given);
    const earlier = before(asked, ...given);
    return earlier === undefined || patched(patch) ? asked : earlier;
  };
  return { ...core, next };
}

/** @param before returns the memory of earlier versions, or undefined if it was the same */
function taking(
  core: Core<Model>,
  patch: string,
  before: (after: Memory, ...given: Parameters<Take>) => Memory | undefined,
): Core<Model> {
  const take: Take = (...given) => {
    const after = core.take(...given);
    const earlier = before(after, ...given);
    return earlier === undefined || patched(patch) ? after : earlier;
  };
  return { ...core, take };
}

/** Earlier versions forgot a postponement that a run accepted before it had stopped the model. */
function keepingPostponements(core: Core<Model>): Core<Model> {
  const decide: Core<Model>['decisions']['decide'] = (memory, name, input) => {
    const after = core.decisions.decide(memory, name, input);
    const isEarly = after.postponedMs !== memory.postponedMs;
    return isEarly && patched(KEPT) ? { ...after, postponedBeforeStop: true } : after;
  };
  return { ...core, decisions: { ...core.decisions, decide } };
}

/** Earlier versions forgot in which statuses a sweep had selected the model, once a change might have been carried out. */
function leavingWhatHasLeft(core: Core<Model>): Core<Model> {
  return asking(core, LEFT, (asked, memory, now) => {
    if (asked.ask !== 'fail' || !memory.changed || memory.selectedIn === undefined) return undefined;
    const before = core.next({ ...memory, selectedIn: undefined }, now);
    return before.ask === 'fail' ? undefined : before;
  });
}

/** Earlier versions took a Stop for carried out once it was to be sent. */
function forgettingStops(core: Core<Model>): Core<Model> {
  return taking(core, UNSTOPPED, (after, memory, { event }) =>
    event !== 'seen' && isForgotten(memory, after) ? { ...after, stopSent: true } : undefined,
  );
}

/** Earlier versions took it for carried out for ever if it was not answered, whatever reads showed. */
function rememberingStops(core: Core<Model>): Core<Model> {
  return taking(core, REFUTED, (after, memory, { event }) =>
    event === 'seen' && isForgotten(memory, after) ? { ...after, stopSent: true } : undefined,
  );
}

function isForgotten(before: Memory, after: Memory): boolean {
  return mayHaveStopped(before) && !mayHaveStopped(after);
}

/** Earlier versions went on with a restore for ever; later ones only while AWS refused something other than Start. */
function endingUnrestored(core: Core<Model>): Core<Model> {
  const isMended = (memory: Memory) =>
    patched(memory.outOfTime || isStartRefused(memory) ? UNRESTORED : UNSTARTED);
  const as = (memory: Memory): Memory =>
    endsUnrestored(memory) && !isMended(memory)
      ? { ...memory, cancelled: false, late: false, outOfTime: false }
      : memory;
  return {
    ...core,
    next: (memory, now) => core.next(as(memory), now),
    interrupts: (memory, asked) => core.interrupts(as(memory), asked),
  };
}

/** Earlier versions rested on a change before reads had to show it. */
function restingUnsettled(core: Core<Model>): Core<Model> {
  return asking(core, SETTLED, (asked, memory, now) => {
    if (asked.ask !== 'pause' || asked.for !== 'settling') return undefined;
    const before = core.next({ ...memory, sent: undefined }, now);
    return before.ask === 'pause' ? before : undefined;
  });
}

/** Earlier versions asked for an approval because of traffic, although they might have stopped the model. */
function askingAfterStop(core: Core<Model>): Core<Model> {
  return taking(core, UNASKED, (after, memory, event, now) => {
    if (event.event !== 'traffic') return undefined;
    const { approval } = core.take({ ...memory, sent: undefined, stopSent: false }, event, now);
    return approval === after.approval ? undefined : { ...after, approval };
  });
}

/** Earlier versions dropped a restore if AWS called Stop or Delete invalid twice. */
function droppingRestores(core: Core<Model>): Core<Model> {
  return taking(core, OUTLASTED, (after, memory, event, now) => {
    if (event.event !== 'seen' || memory.restore === 'none') return undefined;
    const { failure } = core.take({ ...memory, restore: 'none' }, event, now);
    return failure === undefined || after.failure ? undefined : { ...after, failure };
  });
}

/** Earlier versions took what a poll had found for read when they handled it. */
function readingNow(core: Core<Model>): Core<Model> {
  return taking(core, READ, (after, memory, event, now) => {
    if (event.event !== 'seen' || event.by === 'look' || memory.sent === undefined) return undefined;
    const before = core.take(memory, { ...event, askedAt: now }, now);
    return isSame(core, after, before, now) ? undefined : before;
  });
}

/** Earlier versions read the tags with each look at a model, also while it was held. */
function readingTagsOfHeld(core: Core<Model>): Core<Model> {
  return asking(core, WATCHED, (asked, memory, now) => {
    const isUnread = asked.ask === 'look' && !asked.tags && wantsTags(memory);
    const isHeld = asked.ask === 'wait' && asked.for === 'reclaimed' && memory.guards !== 'fresh';
    return isUnread || isHeld ? { ask: 'look', tags: true, at: now } : undefined;
  });
}

/** Earlier versions forgot a Stop after two reads that showed RUNNING, a few seconds after it, and rested before that. */
function doubtingBriefly(core: Core<Model>): Core<Model> {
  const resting = asking(core, DOUBTED, (asked, memory, now) => {
    if (asked.ask !== 'pause' || asked.for !== 'settling' || !memory.stopInDoubt) return undefined;
    const before = core.next({ ...memory, stopInDoubt: undefined }, now);
    return before.ask === 'pause' && before.until === asked.until ? undefined : before;
  });
  return taking(resting, DOUBTED, (after, memory, event, now) => {
    const { sent, stopInDoubt } = memory;
    if (event.event !== 'seen' || !stopInDoubt) return undefined;
    const read = core.take({ ...memory, stopInDoubt: undefined }, event, now);
    const isSettled = sent?.call === 'stop' && read.sent === undefined;
    const isRefuted = isSettled && read.status === sent.from && read.sinceStop === undefined;
    const before = isRefuted ? { ...read, stopSent: false } : { ...read, stopInDoubt };
    return before.stopSent === after.stopSent ? undefined : before;
  });
}

/** Earlier versions counted refusals of other calls as if AWS had refused Start. */
function countingAllRefusals(core: Core<Model>): Core<Model> {
  const begin: Core<Model>['begin'] = (memory, asked, now) => {
    const after = core.begin(memory, asked, now);
    const isFewer = asked.ask === 'send' && after.refusals < memory.refusals;
    if (!isFewer || patched(COUNTED)) return after;
    const { refusals, trouble } = memory;
    return { ...after, refusals, trouble };
  };
  return { ...core, begin };
}

/** Earlier versions did not watch a held model any more once the grace period was over and the run paused. */
function restingPaused(core: Core<Model>): Core<Model> {
  return asking(core, WATCHED_PAUSED, (asked) =>
    watchesPaused(asked) ? { ask: 'pause', for: 'resume' } : undefined,
  );
}

/** Earlier versions gave a restore up upon STOPPING, if no read had shown that before the Start. */
function givingUpRestores(core: Core<Model>): Core<Model> {
  return taking(core, STOPPING, (_, memory, event, now) => {
    if (event.event !== 'seen' || !isNewlyExpected(memory, event, now)) return undefined;
    const before = core.take({ ...memory, sent: undefined }, event, now);
    return core.next(before, now).ask === 'fail' ? before : undefined;
  });
}

/** Returns whether it is STOPPING after a Start, and earlier versions did not expect it any more. */
function isNewlyExpected({ sent }: Memory, { sighting, askedAt }: Seen, now: number): boolean {
  const isStopping = sighting.found && sighting.model.status === 'STOPPING';
  if (!isStopping || sent?.call !== 'start') return false;
  const { before } = sent;
  return before?.status !== 'STOPPING' || (askedAt ?? now) >= before.until + READ_LAG_MS;
}

/** Returns whether a run goes on in the same way with these memories. */
function isSame(core: Core<Model>, one: Memory, other: Memory, now: number): boolean {
  const [first, second] = [one, other].map((memory) =>
    JSON.stringify([core.next(memory, now), { ...memory, readSince: undefined }]),
  );
  return first === second;
}
