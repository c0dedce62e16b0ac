// Goes through every interleaving of what can happen to a teardown: `npm run explore -- --depth 10`, or with
// `--only TEXT` for the beginnings with this text in their names. A broken rule is printed as its shortest scenario.
import { parseArgs } from 'node:util';
import { printTable } from '../../../scripts/table.js';
import { BEGINNINGS } from './beginnings.js';
import { modelSimulation } from './model.js';
import { PROJECT_BEGINNINGS, projectSimulation } from './project.js';
import { explore, inWords, type Searched } from './search.js';

const { values } = parseArgs({ options: { depth: { type: 'string' }, only: { type: 'string' } } });
const depth = Number(values.depth ?? 9);

const searches: readonly (readonly [string, () => Searched])[] = [
  ...BEGINNINGS.map((it) => [it.name, () => explore(modelSimulation(it), depth)] as const),
  ...PROJECT_BEGINNINGS.map((it) => [it.name, () => explore(projectSimulation(it), depth)] as const),
];
const rows: string[][] = [];
let violations = 0;
for (const [name, search] of searches.filter(([it]) => it.includes(values.only ?? ''))) {
  const began = Date.now();
  const { states, transitions, ends, scenario } = search();
  const seconds = Math.round((Date.now() - began) / 1000);
  rows.push([name, `${states}`, `${transitions}`, `${seconds}`, Object.keys(ends).join(' ')]);
  console.log(`${name}: ${states} states, ${transitions} transitions, ${seconds} s`);
  if (scenario) {
    violations += 1;
    console.log(inWords(scenario));
  }
}
printTable(
  `Every interleaving, ${depth} happenings deep`,
  ['beginning', 'states', 'transitions', 'seconds', 'ends'],
  rows,
);
console.log(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
