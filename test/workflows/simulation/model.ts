import { happen, worldOf } from './happen.js';
import { hashOf } from './hash.js';
import { possible } from './possible.js';
import { rulesBroken } from './rules.js';
import type { Simulation } from './search.js';
import { CORE, type Beginning, type CoreFunctions, type World } from './world.js';

/** The teardown of a model. `core`: the real one, or one that is broken on purpose. */
export function modelSimulation(beginning: Beginning, core: CoreFunctions = CORE): Simulation<World> {
  return {
    name: beginning.name,
    begin: () => worldOf(beginning, core),
    possible,
    happen: (world, what) => happen(world, what, core),
    broken: rulesBroken,
    hashOf,
  };
}
