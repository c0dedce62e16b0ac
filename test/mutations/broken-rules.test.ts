import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MUTATIONS } from './broken-rules.js';

describe('the rules that are broken on purpose', () => {
  for (const { rule, file, from } of MUTATIONS) {
    it(`can be broken, each in one place: ${rule}`, () => {
      assert.equal(readFileSync(file, 'utf8').split(from).length, 2, `${file} has this not once: ${from}`);
    });
  }
});
