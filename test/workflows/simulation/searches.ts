import assert from 'node:assert/strict';
import { BEGINNINGS } from './beginnings.js';
import { modelSimulation } from './model.js';
import { PROJECT_BEGINNINGS, projectSimulation } from './project.js';
import { tellRandom } from './random.js';
import { explore, inWords, type Searched } from './search.js';

/**
 * Defines the tests of the core.
 *
 * @param randomRuns how many scenarios each beginning gets
 */
export function describeCore(depth: number, randomRuns: number): void {
  describe(`the core of a teardown, ${depth} happenings deep`, () => {
    for (const beginning of BEGINNINGS) {
      it(`breaks no rule in any interleaving that begins with ${beginning.name}`, () => {
        assertClean(explore(modelSimulation(beginning), depth), depth);
      });

      it(`breaks no rule in ${randomRuns} long scenarios that begin with ${beginning.name}, and ends`, () => {
        for (let seed = 1; seed <= randomRuns; seed += 1) {
          assert.equal(tellRandom(beginning, seed, 120), undefined);
        }
      });
    }

    for (const beginning of PROJECT_BEGINNINGS) {
      it(`breaks no rule in any interleaving that begins with ${beginning.name}`, () => {
        assertClean(explore(projectSimulation(beginning), depth), depth);
      });
    }
  });
}

function assertClean({ states, transitions, scenario }: Searched, depth: number): void {
  console.log(`      depth ${depth}: ${states} states, ${transitions} transitions`);
  assert.equal(scenario && inWords(scenario), undefined);
}
