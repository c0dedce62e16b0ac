import assert from 'node:assert/strict';
import { BEGINNINGS } from './beginnings.js';
import { modelSimulation } from './model.js';
import { PROJECT_BEGINNINGS, projectSimulation } from './project.js';
import { tellRandom } from './random.js';
import { explore, inWords, type Searched } from './search.js';
import { CORE, type CoreFunctions } from './world.js';

/** `npm run explore -- --depth N` goes deeper. */
const DEPTH = 8;
const RANDOM_STORIES = 1000;

function assertClean({ states, transitions, story }: Searched): void {
  console.log(`      depth ${DEPTH}: ${states} states, ${transitions} transitions`);
  assert.equal(story && inWords(story), undefined);
}

describe('the core of a teardown', () => {
  for (const beginning of BEGINNINGS) {
    it(`breaks no rule in any interleaving of ${DEPTH} happenings that begins with ${beginning.name}`, () => {
      assertClean(explore(modelSimulation(beginning), DEPTH));
    }).timeout(120_000);

    it(`breaks no rule in ${RANDOM_STORIES} long stories that begin with ${beginning.name}, and ends`, () => {
      for (let seed = 1; seed <= RANDOM_STORIES; seed += 1) {
        assert.equal(tellRandom(beginning, seed, 120), undefined);
      }
    });
  }

  for (const beginning of PROJECT_BEGINNINGS) {
    it(`breaks no rule in any interleaving of ${DEPTH} happenings that begins with ${beginning.name}`, () => {
      assertClean(explore(projectSimulation(beginning), DEPTH));
    }).timeout(120_000);
  }
});

describe('the search for a broken rule', () => {
  it('finds one, and tells no more than it takes', () => {
    const [, beginning] = BEGINNINGS;
    assert.ok(beginning);
    const forgetful: CoreFunctions = {
      ...CORE,
      next: (request, memory, now) => CORE.next(request, { ...memory, restore: 'none' }, now),
    };
    const { story } = explore(modelSimulation(beginning, forgetful), 9);
    assert.ok(story);
    assert.match(story.rule, /^13: /);
    assert.ok(story.happenings.length <= 7, inWords(story));
  });
});
