import { withFound, type Event, type Seen } from '../../../workflows/model/apply-event.js';
import type { Ask } from '../../../workflows/model/next-action.js';
import type { RunAsk, RunEvent } from '../../../workflows/shared/run-state.js';
import { LAG_MS, readSince } from './aws.js';
import type { Witness } from './witness.js';
import type { CoreFunctions, World } from './world.js';

export function becomes(world: World, status: string): World {
  const { aws, now, witness } = world;
  const earlier = [
    ...aws.earlier.filter((it) => it.until > readSince(world) - LAG_MS),
    { status: aws.status, until: now },
  ];
  return {
    ...world,
    aws: { ...aws, status, earlier },
    witness: witness.with((it) => it.sees(aws.status, status)),
  };
}

export function woken(world: World, core: CoreFunctions): World {
  const { doing } = world;
  if (doing === undefined) return world;
  const isInterrupted = core.interrupts(world.memory, doing);
  if (doing.ask === 'send') return isInterrupted ? { ...world, interrupted: true } : world;
  const isWaiting = doing.ask === 'wait' || doing.ask === 'pause' || doing.ask === 'backOff';
  if (!isWaiting && !isInterrupted) return world;
  return taken({ ...world, witness: world.witness.with((it) => it.stale()) }, { event: 'woken' }, core);
}

export function taken(world: World, event: Event | RunEvent, core: CoreFunctions): World {
  const { request, now, found } = world;
  const events = found ? withFound(event, found) : [event];
  const memory = events.reduce((before, it) => core.take(request, before, it, now), world.memory);
  const witness = found ? sawFound(world, found) : world.witness;
  return proceed({ ...world, memory, witness, ...(found && { polling: undefined, found: undefined }) }, core);
}

/** What a poll has found while the run looked counts last, and its tags do not count. */
function sawFound(world: World, { sighting, askedAt: now = 0 }: Seen): Witness {
  const status = sighting.found ? sighting.model.status : 'GONE';
  return world.witness.with((it) => it.read(status, { ...world, doing: world.polling, now }, false));
}

/** The run asks its core what comes next, and begins it: in the same instant, so that nothing comes in between. */
export function proceed(world: World, core: CoreFunctions): World {
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
    polling: pollOf(ask, world),
    interrupted: undefined,
    before: world.witness,
    ...(isEnd && end),
  };
}

/** Like the workflow, which cancels the poll of a wait before it does anything but look. */
function pollOf(ask: Ask | RunAsk, { polling }: World): World['polling'] {
  if (ask.ask === 'wait') return ask;
  return ask.ask === 'look' ? polling : undefined;
}
