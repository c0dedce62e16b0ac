import assert from 'node:assert/strict';
import { happen, worldOf } from './happen.js';
import { possible } from './possible.js';
import type { Beginning, World } from './world.js';

/** The world after these happenings, each of which must be possible. */
export function told(beginning: Omit<Beginning, 'name'>, ...happenings: readonly string[]): World {
  return happenings.reduce(
    (world, what) => {
      assert.ok(possible(world).includes(what), `${what}, while the run does ${world.doing?.ask}`);
      return happen(world, what);
    },
    worldOf({ name: 'told', ...beginning }),
  );
}
