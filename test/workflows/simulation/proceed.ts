import type { Event } from '../../../workflows/model/apply-event.js';
import type { RunEvent } from '../../../workflows/shared/run-state.js';
import { LAG_MS, readSince } from './aws.js';
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
  const memory = core.take(world.request, world.memory, event, world.now);
  return proceed({ ...world, memory }, core);
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
    interrupted: undefined,
    before: world.witness,
    ...(isEnd && end),
  };
}
