import assert from 'node:assert/strict';
import { matchesAny } from '../../contract/name-pattern.js';

describe('a name pattern', () => {
  for (const [pattern, name, expected] of [
    ['shelves', 'shelves', true],
    ['shelves', 'shelves-2', false],
    ['shelves*', 'shelves', true],
    ['*', '', true],
    ['*-dev', 'shelves-dev', true],
    ['*-dev', 'shelves-dev-2', false],
    ['*-dev*', 'shelves-dev-2', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*a*b*', 'ba', false],
    ['*ab*ab', 'ab-ab', true],
    ['*ab*ab', 'abab-', false],
    ['a.c', 'abc', false],
    ['[a]$*', '[a]$', true],
    ['', 'a', false],
  ] as const) {
    it(`"${pattern}" ${expected ? 'matches' : 'does not match'} "${name}"`, () => {
      assert.equal(matchesAny([pattern], name), expected);
    });
  }

  it('of many asterisks does not hold up the worker', () => {
    const began = performance.now();
    assert.equal(matchesAny([`${'*a'.repeat(127)}b`], 'a'.repeat(255)), false);
    assert.ok(performance.now() - began < 100);
  }).timeout(10_000);
});
