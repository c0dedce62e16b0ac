import { NATURAL } from './aws.js';
import { modelSimulation } from './model.js';
import { possible } from './possible.js';
import { inWords, shrunk } from './search.js';
import type { Beginning, World } from './world.js';

const LONGEST_END = 80;

/** A scenario of random happenings, and then of a world that is kind: by then the teardown must end. Returns what is broken. */
export function tellRandom(beginning: Beginning, seed: number, length: number): string | undefined {
  const simulation = modelSimulation(beginning);
  const dice = mulberry32(seed);
  const happenings: string[] = [];
  let world = simulation.begin();
  const goOn = (what: string): string | undefined => {
    const after = simulation.happen(world, what);
    happenings.push(what);
    const rule = simulation.broken(world, after);
    world = after;
    if (rule === undefined) return undefined;
    return `seed ${seed}: ${inWords(shrunk(simulation, { name: beginning.name, happenings, rule }))}`;
  };
  for (let turn = 0; turn < length && world.end === undefined; turn += 1) {
    const all = possible(world);
    const what = all[Math.floor(dice() * all.length)] ?? 'time 6s';
    // What ends most scenarios comes seldom, so that they get long.
    if (/^(cancel|denied|protect|person delete|deadline)/.test(what) && dice() < 0.9) continue;
    const rule = goOn(what);
    if (rule !== undefined) return rule;
  }
  for (let turn = 0; turn < LONGEST_END && world.end === undefined; turn += 1) {
    const rule = goOn(kindly(world, turn));
    if (rule !== undefined) return rule;
  }
  if (world.end !== undefined) return undefined;
  return `seed ${seed}: it does not end\n  ${beginning.name}\n  ${happenings.join('\n  ')}`;
}

/** What happens next in a world without faults, late reads and people. */
function kindly(world: World, turn: number): string {
  const { aws, doing, memory } = world;
  if (memory.paused) return 'resume';
  if (turn % 4 === 0) return 'time 61s';
  const [natural] = NATURAL[aws.status] ?? [];
  switch (doing?.ask) {
    case 'look':
      return `look ${aws.status}`;
    case 'readTraffic':
      return 'traffic';
    case 'record':
      return 'recorded';
    case 'send':
      return possible(world)[0] ?? '';
    case 'wait':
      if (natural !== undefined) return `AWS ${natural}`;
      return doing.for !== 'reclaimed' && aws.status !== doing.model.status ? `poll ${aws.status}` : 'timer';
    default:
      return 'timer';
  }
}

/** Tommy Ettinger's mulberry32, public domain: the same numbers for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
