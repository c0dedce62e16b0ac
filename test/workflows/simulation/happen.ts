import type { Duration } from '../../../contract/duration.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../../../contract/names.js';
import { pausedOr } from '../../../workflows/shared/decision-memory.js';
import { forgotten, newMemory, type Memory } from '../../../workflows/model/state.js';
import { answered, ARN, pollFinds } from './answers.js';
import { becomes, proceed, woken } from './proceed.js';
import { Witness } from './witness.js';
import { CORE, type Beginning, type CoreFunctions, type World } from './world.js';

const START = Date.parse('2026-11-24T12:00:00Z');

/** What a run remembers that has sent Delete. */
const DELETING: Partial<Memory> = {
  status: 'DELETING',
  sent: { call: 'delete', from: 'STOPPED', at: START, answer: 'accepted' },
  mayHaveDeleted: true,
  changed: true,
};

export function worldOf(
  { status, feature = 'CUSTOM_LABELS', request, selectedIn, isDeleting, expires, records }: Beginning,
  core: CoreFunctions = CORE,
): World {
  const parsed = parseTeardownRequest({ projectVersionArn: ARN, ...request });
  if (!parsed.ok) throw new Error(parsed.problem);
  const world: World = {
    now: START,
    aws: { status, feature, isProtected: false, earlier: [] },
    request: parsed.request,
    memory: {
      ...newMemory(parsed.request, START),
      ...(selectedIn && { selectedIn }),
      ...(isDeleting && DELETING),
      ...(expires && { expiresAt: START }),
    },
    witness: Witness.of(parsed.request, selectedIn).with((it) => {
      if (isDeleting) it.isDeletingFrom(START);
    }),
    records,
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
      return takesIn(world, { event: 'cancelled' }, core);
    case 'deadline':
      return takesIn(world, { event: 'late' }, core);
    case 'pause':
    case 'resume':
      return changedBy(
        world,
        pausedOr(world.memory, first === 'pause', {}, world.now),
        (it) => it.pausing(),
        core,
      );
    case 'found':
      return pollFinds(world, second);
    case 'checkNow':
      return woken(world, core);
    case 'continue': {
      const memory = JSON.parse(JSON.stringify({ ...world.memory, seen: undefined })) as Memory;
      return proceed({ ...world, memory: forgotten(memory), polling: undefined }, core);
    }
    default:
      return (DECISION_UPDATES as readonly string[]).includes(first)
        ? decides(world, first as DecisionUpdate, core)
        : answered(world, what, core);
  }
}

function personDoes(world: World, call: 'start' | 'stop' | 'delete'): World {
  const status = { start: 'STARTING', stop: 'STOPPING', delete: 'DELETING' }[call];
  return becomes(world, status);
}

/** The run learns that it must end. The core decides whether that interrupts what it is doing. */
function takesIn(world: World, event: { event: 'cancelled' | 'late' }, core: CoreFunctions): World {
  const memory = core.take(world.request, world.memory, event, world.now);
  const witness = world.witness.with((it) => it.takesIn(event.event));
  return woken({ ...world, memory, witness }, core);
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
  const why = core.rejectionReason(name, request, memory, now, input);
  if (why !== undefined) return world;
  const after = core.decided(memory, name, input, now);
  return changedBy(world, after, (it) => it.promised(name, after, now), core);
}
