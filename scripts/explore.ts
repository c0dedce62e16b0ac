// Goes through every interleaving of what can happen to a teardown: `npm run explore -- --depth 10`, or with
// `--only TEXT` for the beginnings whose name holds it. A broken rule is told as the shortest story that shows it.
import { parseArgs } from 'node:util';
import { printTable } from '../bench/table.js';
import { BEGINNINGS } from '../test/workflows/simulation/beginnings.js';
import { explore, inWords } from '../test/workflows/simulation/search.js';

const { values } = parseArgs({ options: { depth: { type: 'string' }, only: { type: 'string' } } });
const depth = Number(values.depth ?? 9);

const rows: string[][] = [];
let violations = 0;
for (const beginning of BEGINNINGS.filter(({ name }) => name.includes(values.only ?? ''))) {
  const began = Date.now();
  const { states, transitions, ends, story } = explore(beginning, depth);
  rows.push([
    beginning.name,
    `${states}`,
    `${transitions}`,
    `${Math.round((Date.now() - began) / 1000)}`,
    Object.keys(ends).join(' '),
  ]);
  if (story) {
    violations += 1;
    console.log(inWords(story));
  }
}
printTable(
  `Every interleaving, ${depth} happenings deep`,
  ['beginning', 'states', 'transitions', 'seconds', 'ends'],
  rows,
);
console.log(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
