import type { Answer } from '../../../contract/activities.js';
import type { ModelDescription } from '../../../contract/model.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../../../contract/names.js';
import type { Duration } from '../../../contract/duration.js';
import { parseTeardownRequest, type TeardownRequest } from '../../../contract/request.js';
import { interrupts, next, type Ask } from '../../../workflows/core.js';
import { decided, pausedOr, whyNot } from '../../../workflows/decision-rules.js';
import { forgotten, newMemory, type Memory } from '../../../workflows/memory.js';
import type { RunAsk } from '../../../workflows/run-memory.js';
import { begin, take, type Event } from '../../../workflows/take.js';
import type { RunEvent } from '../../../workflows/run-memory.js';
import type { Aws } from './aws.js';
import { Witness } from './rules.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690000000000';
const START = Date.parse('2026-11-24T12:00:00Z');

/** How a story begins. */
export interface Beginning {
  readonly name: string;
  readonly status: string;
  readonly feature?: 'CUSTOM_LABELS' | 'CONTENT_MODERATION';
  readonly request?: object;
  readonly selectedIn?: readonly string[];
}

/** The core, that it may be replaced by a broken one. */
export const CORE = { next, begin, take, whyNot, decided, interrupts };
export type CoreFunctions = typeof CORE;

/** The world at one moment: AWS, the teardown, and what was promised to people. Never changed in place. */
export interface World {
  readonly now: number;
  readonly aws: Aws;
  readonly request: TeardownRequest;
  readonly memory: Memory;
  /** What the run does and has no answer to. */
  readonly doing?: Ask | RunAsk | undefined;
  /** The run has asked to end the call that it sends. Whether it is too late for that, only the answer tells. */
  readonly interrupted?: boolean | undefined;
  readonly witness: Witness;
  /** As it was when the run began what it does. */
  readonly before?: Witness;
  readonly end?: string | undefined;
}

export function worldOf(
  { status, feature = 'CUSTOM_LABELS', request, selectedIn }: Beginning,
  core: CoreFunctions = CORE,
): World {
  const parsed = parseTeardownRequest({ projectVersionArn: ARN, ...request });
  if (!parsed.ok) throw new Error(parsed.problem);
  const world: World = {
    now: START,
    aws: { status, feature, isProtected: false, earlier: [] },
    request: parsed.request,
    memory: { ...newMemory(parsed.request, START), ...(selectedIn && { selectedIn }) },
    witness: Witness.of(parsed.request, selectedIn),
  };
  return proceed(world, core);
}

/** The world after something has happened. `core`: the real one, or one that is broken on purpose. */
export function happen(world: World, what: string, core: CoreFunctions = CORE): World {
  const [first = '', second = ''] = what.split(' ');
  switch (first) {
    case 'time':
      return { ...world, now: world.now + Number.parseInt(second, 10) * 1000 };
    case 'AWS':
      return becomes(world, second);
    case 'person':
      return personDoes(world, second as 'start' | 'stop' | 'delete');
    case 'protect':
      return { ...world, aws: { ...world.aws, isProtected: true } };
    case 'cancel':
      return told(world, { event: 'cancelled' }, core);
    case 'deadline':
      return told(world, { event: 'late' }, core);
    case 'pause':
    case 'resume':
      return changedBy(
        world,
        pausedOr(world.memory, first === 'pause', {}, world.now),
        (it) => it.pausing(),
        core,
      );
    case 'checkNow':
      return woken(world, core);
    case 'continue': {
      const memory = JSON.parse(JSON.stringify({ ...world.memory, seen: undefined })) as Memory;
      return proceed({ ...world, memory: forgotten(memory) }, core);
    }
    default:
      return (DECISION_UPDATES as readonly string[]).includes(first)
        ? decides(world, first as DecisionUpdate, core)
        : answered(world, what, core);
  }
}

function becomes(world: World, status: string): World {
  const { aws, now, witness } = world;
  const earlier = [...aws.earlier.filter((it) => it.until > now - 5000), { status: aws.status, until: now }];
  return {
    ...world,
    aws: { ...aws, status, earlier },
    witness: witness.with((it) => it.sees(aws.status, status)),
  };
}

function personDoes(world: World, call: 'start' | 'stop' | 'delete'): World {
  const status = { start: 'STARTING', stop: 'STOPPING', delete: 'DELETING' }[call];
  return becomes(world, status);
}

/** The run learns that it must end. The core decides whether that interrupts what it is doing. */
function told(world: World, event: { event: 'cancelled' | 'late' }, core: CoreFunctions): World {
  const memory = core.take(world.request, world.memory, event, world.now);
  const witness = world.witness.with((it) => it.told(event.event));
  return woken({ ...world, memory, witness }, core);
}

function woken(world: World, core: CoreFunctions): World {
  const { doing } = world;
  if (doing === undefined) return world;
  const isInterrupted = core.interrupts(world.memory, doing);
  if (doing.ask === 'send') return isInterrupted ? { ...world, interrupted: true } : world;
  const isWaiting = doing.ask === 'wait' || doing.ask === 'pause' || doing.ask === 'backOff';
  if (!isWaiting && !isInterrupted) return world;
  return taken({ ...world, witness: world.witness.with((it) => it.stale()) }, { event: 'woken' }, core);
}

function changedBy(
  world: World,
  memory: Memory,
  note: (witness: Witness) => void,
  core: CoreFunctions,
): World {
  return woken({ ...world, memory, witness: world.witness.with(note) }, core);
}

function decides(world: World, name: DecisionUpdate, core: CoreFunctions): World {
  const { request, memory, now } = world;
  const input = { by: 'ana', ...(name === 'postpone' && { for: '1h' as Duration }) };
  const why = core.whyNot(name, request, memory, now, input);
  if (why !== undefined) return world;
  const after = core.decided(memory, name, input, now);
  return changedBy(world, after, (it) => it.promised(name, after, now), core);
}

function taken(world: World, event: Event | RunEvent, core: CoreFunctions): World {
  const memory = core.take(world.request, world.memory, event, world.now);
  return proceed({ ...world, memory }, core);
}

/** The run asks its core what comes next, and begins it: in the same instant, so that nothing comes in between. */
function proceed(world: World, core: CoreFunctions): World {
  const { request, now } = world;
  const ask = core.next(request, world.memory, now);
  const memory = core.begin(world.memory, ask, now);
  const witness = world.witness.with((it) => it.asks(ask, world));
  const end = { end: ask.ask === 'fail' ? ask.type : 'cancelled' };
  if (ask.ask === 'end') end.end = ask.outcome;
  const isEnd = ask.ask === 'end' || ask.ask === 'fail' || ask.ask === 'cancel';
  return {
    ...world,
    memory,
    witness,
    doing: ask,
    interrupted: undefined,
    before: world.witness,
    ...(isEnd && end),
  };
}

function answered(world: World, what: string, core: CoreFunctions): World {
  const { doing } = world;
  if (doing === undefined) return world;
  if (what === 'denied') return denied(world, doing, core);
  if (what === 'timer') return timer(world, doing, core);
  if (doing.ask === 'readTags') return readTags(world, what, core);
  if (doing.ask === 'readTraffic') return taken(world, TRAFFIC, core);
  if (doing.ask === 'send') return sent(world, doing.call, what, core);
  const [, status = ''] = what.split(' ');
  if (doing.ask === 'wait') {
    const { sent: before } = world.memory;
    // The activity passes over what has not changed, and what may be from before our own call.
    const isLate = before?.answer === 'accepted' && status === before.from && world.now - before.at < 60_000;
    if (status === doing.model.status || isLate) return world;
  }
  return saw(world, status, core);
}

const TRAFFIC: Event = { event: 'traffic', traffic: { unitsInService: 0, detections: 0 } };

function saw(world: World, status: string, core: CoreFunctions): World {
  const model = describe(status, world.aws.feature);
  const sighting = status === 'GONE' ? ({ found: false } as const) : ({ found: true, model } as const);
  const witness = world.witness.with((it) => it.read(status, world));
  return taken({ ...world, witness }, { event: 'seen', sighting, by: 'look' }, core);
}

function denied(world: World, doing: Ask | RunAsk, core: CoreFunctions): World {
  const event = { event: 'failed', type: 'AccessDenied', message: 'denied', repeated: false } as const;
  const witness = world.witness.with((it) =>
    doing.ask === 'send' ? it.unanswered(doing.call, false) : it.stale(),
  );
  return taken({ ...world, now: world.now + 61_000, witness }, event, core);
}

function timer(world: World, doing: Ask | RunAsk, core: CoreFunctions): World {
  const until = 'until' in doing && doing.until !== undefined ? doing.until : world.now + 7_200_000;
  return woken({ ...world, now: Math.max(world.now, until) }, core);
}

function readTags(world: World, what: string, core: CoreFunctions): World {
  const { isProtected } = world.aws;
  const witness = world.witness.with((it) => it.readTags(what === 'tags' && !isProtected));
  const tags = what === 'tags' ? { model: {}, project: isProtected ? { teardown: 'never' } : {} } : undefined;
  return taken({ ...world, witness }, { event: 'tags', tags }, core);
}

function sent(world: World, call: 'stop' | 'start' | 'delete', what: string, core: CoreFunctions): World {
  const during = { stop: 'STOPPING', start: 'STARTING', delete: 'DELETING' }[call];
  const acts = what === 'accepted' || what.startsWith('answer lost') || what === 'given up, carried out';
  const after = acts ? becomes(world, during) : world;
  if (what.startsWith('given up')) {
    const witness = after.witness.with((it) => it.unanswered(call, acts));
    return taken({ ...after, witness }, { event: 'answer', answer: 'none' }, core);
  }
  const isAccepted = what.startsWith('accepted');
  const answer: Answer = isAccepted
    ? { accepted: true, status: during }
    : {
        accepted: false,
        because: 'inUse',
        message: 'in use',
        ...(what.includes('lost') && { repeated: true }),
      };
  const witness = after.witness.with((it) => it.answered(call, isAccepted, acts, world));
  return taken({ ...after, witness }, { event: 'answer', answer }, core);
}

function describe(status: string, feature: string): ModelDescription {
  return {
    projectVersionArn: ARN as ModelDescription['projectVersionArn'],
    projectArn:
      'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ModelDescription['projectArn'],
    status,
    feature,
  };
}
