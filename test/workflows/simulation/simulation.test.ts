import assert from 'node:assert/strict';
import { BEGINNINGS } from './beginnings.js';
import { modelSimulation } from './model.js';
import { explore, inWords } from './search.js';
import { describeCore } from './searches.js';
import { CORE, type CoreFunctions } from './world.js';

// As deep as a few seconds allow: simulation.long.ts goes deeper, and `npm run explore -- --depth N` as deep as you wait.
describeCore(6, 200);

describe('the search for a broken rule', () => {
  it('finds one, and tells no more than it takes', () => {
    const [, beginning] = BEGINNINGS;
    assert.ok(beginning);
    const forgetful: CoreFunctions = {
      ...CORE,
      next: (request, memory, now) => CORE.next(request, { ...memory, restore: 'none' }, now),
    };
    const { scenario } = explore(modelSimulation(beginning, forgetful), 9);
    assert.ok(scenario);
    assert.match(scenario.rule, /^13: /);
    assert.ok(scenario.happenings.length <= 7, inWords(scenario));
  });
});
