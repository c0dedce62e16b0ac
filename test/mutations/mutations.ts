// Breaks each safety rule on purpose, in a copy, and tells whether a test notices: `npm run mutations`, or
// `npm run mutations -- 3` for those whose name begins so. Half a minute each.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { printTable } from '../../scripts/table.js';
import { nameOf, readReport } from '../../scripts/test-report.js';
import type { TestEnd } from '../support/reporter.js';
import { MUTATIONS } from './broken-rules.js';
import type { Mutation } from './mutation.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The test that fails if a rule is broken. */
async function noticedBy({ file, from, to, tests }: Mutation): Promise<TestEnd | undefined> {
  const copy = await mkdtemp(join(tmpdir(), 'mutation-'));
  try {
    const left = new Set(
      [
        'node_modules',
        '.git',
        '.bench',
        'bench/peers/node_modules',
        'scripts/api-reference/node_modules',
        'docs/reference/api',
      ].map((name) => join(ROOT, name)),
    );
    await cp(ROOT, copy, { recursive: true, filter: (source) => !left.has(source) });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const source = await readFile(join(copy, file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} no longer holds, once: ${from}`);
    await writeFile(
      join(copy, file),
      source.replace(from, () => to),
    );
    // A broken rule may leave unused names or unreachable code. The tests must notice it, not the compiler.
    const options = await readFile(join(copy, 'tsconfig.json'), 'utf8');
    const lenient = options
      .replaceAll(/("noUnused\w+"): true/g, '$1: false')
      .replace('"allowUnreachableCode": false', '"allowUnreachableCode": true');
    await writeFile(join(copy, 'tsconfig.json'), lenient);
    // Whatever is broken hangs, as often as not. Some tests need a minute and a half if nothing is broken.
    const mocha = ['mocha', '--bail', '--timeout', '180000', ...tests];
    const report = join(copy, 'report.jsonl');
    const env = { ...process.env, TEST_REPORT: report };
    const ended = run('npx', mocha, { cwd: copy, env, maxBuffer: 64 * 1024 * 1024 });
    const { stdout } = await ended.catch((error: { readonly stdout: string }) => error);
    const ends = readReport(report);
    // If the build fails, or no test is found, nothing was noticed.
    if (ends.length === 0) throw new Error(`No test has run: ${stdout.slice(-500)}`);
    return ends.find(({ state }) => state === 'failed');
  } finally {
    await rm(copy, { recursive: true });
  }
}

const rows: string[][] = [];
const wanted = process.argv[2] ?? '';
for (const mutation of MUTATIONS.filter(({ rule }) => rule.startsWith(wanted))) {
  const failed = await noticedBy(mutation);
  const by = failed && `${nameOf(failed)}: ${failed.error?.split('\n')[0] ?? ''}`;
  console.log(by ? `noticed: ${mutation.rule}, by ${by}` : `NOT NOTICED: ${mutation.rule}`);
  rows.push([mutation.rule, failed ? 'yes' : 'NO']);
}
printTable('Safety rules broken on purpose', ['rule', 'noticed'], rows);
const score = rows.filter(([, noticed]) => noticed === 'yes').length;
console.log(`${score} of ${rows.length} noticed`);
process.exitCode = score === rows.length ? 0 : 1;
