// Counts the tests of several runs, each test once: `tsx scripts/count-tests.ts REPORT...`. A test that ran on two servers,
// or on three versions of Node, has passed only if it passed on all of them. Prints PASSED FAILED SKIPPED, and before that,
// to standard error, what failed where and why.
import { basename } from 'node:path';
import { nameOf, readReport } from './test-report.js';

const states = new Map<string, 'passed' | 'failed' | 'skipped'>();
for (const report of process.argv.slice(2)) {
  for (const test of readReport(report)) {
    const name = nameOf(test);
    if (test.state === 'failed')
      console.error(`failed in ${basename(report, '.jsonl')}: ${name}\n${test.error ?? ''}\n`);
    const before = states.get(name);
    if (before !== 'failed' && (test.state !== 'skipped' || before === undefined))
      states.set(name, test.state);
  }
}
const count = (wanted: string) => [...states.values()].filter((state) => state === wanted).length;
console.log(`${count('passed')} ${count('failed')} ${count('skipped')}`);
