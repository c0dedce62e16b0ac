// Runs the tests again and again while this machine is busy: `npm run test:steady -- --times 5`, or with the files after it
// for some of them. Prints which tests ever failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from './table.js';
import { startTethered } from '../local-stack/tethered-process.js';
import { nameOf, readReport } from './test-report.js';

const BUSY = 'for (;;);';
/** Writes 64 MB to the disk, again and again. */
const WRITING = `
const fs = require('node:fs');
const bytes = Buffer.alloc(64 * 1024 * 1024, 1);
for (;;) {
  const file = fs.openSync(process.argv[1], 'w');
  fs.writeSync(file, bytes);
  fs.fsyncSync(file);
  fs.closeSync(file);
}`;

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const folder = await mkdtemp(join(tmpdir(), 'steady-'));
const load = [
  ...Array.from({ length: availableParallelism() }, () => startTethered(process.execPath, ['-e', BUSY])),
  startTethered(process.execPath, ['-e', WRITING, join(folder, 'written')]),
];
const failures = new Map<string, number>();
const rows: string[][] = [];
let failedRuns = 0;
try {
  for (let time = 1; time <= Number(values.times); time += 1) rows.push(await runOnce(time));
} finally {
  for (const process of load) await process.kill();
  await rm(folder, { recursive: true });
}
printTable('The tests on a busy machine', ['run', 'minutes', 'passed', 'failed', 'exit code'], rows);
for (const [name, times] of failures) console.log(`failed ${times} of ${rows.length} times: ${name}`);
console.log(failedRuns === 0 ? 'No test ever failed.' : `${failures.size} tests have failed.`);
process.exitCode = failedRuns === 0 ? 0 : 1;

async function runOnce(time: number): Promise<string[]> {
  const report = join(folder, `${time}.jsonl`);
  const began = Date.now();
  const command = positionals.length === 0 ? ['npm', 'test'] : ['npx', 'mocha', ...positionals];
  const tests = spawn(command[0] ?? '', command.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, TEST_REPORT: report },
  });
  const [code] = (await once(tests, 'exit')) as [number | null];
  if (code !== 0) failedRuns += 1;
  const ends = readReport(report);
  const failed = ends.filter(({ state }) => state === 'failed');
  for (const name of failed.map(nameOf)) failures.set(name, (failures.get(name) ?? 0) + 1);
  const passed = ends.filter(({ state }) => state === 'passed').length;
  return [`${time}`, ((Date.now() - began) / 60_000).toFixed(1), `${passed}`, `${failed.length}`, `${code}`];
}
