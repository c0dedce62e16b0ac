// Breaks each safety rule on purpose, in a copy, and tells whether a test notices: `npm run mutations`, or
// `npm run mutations -- 3` for those whose name begins so. Half a minute each.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { printTable } from '../bench/table.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Those that are to notice it. */
  readonly tests: readonly string[];
}

const workflows = (...names: string[]) => names.map((name) => `test/workflows/${name}.{test,e2e,long}.ts`);

const MUTATIONS: readonly Mutation[] = [
  {
    rule: '1. the exact ARN: a model is told by its name',
    file: 'activities/describe-model.ts',
    from: 'const model = versions.get(arn);',
    to: 'const [model] = versions.values();',
    tests: workflows('interference'),
  },
  {
    rule: '2. a fresh look: ResourceInUse is the end',
    file: 'workflows/changes.ts',
    from: "refusal.because === 'invalid' &&",
    to: "refusal.because !== 'notFound' &&",
    tests: workflows('interference', 'held-up-steps'),
  },
  {
    rule: '3. a status known to be safe: an unknown one is deleted',
    file: 'workflows/next-step.ts',
    from: "RULES[feature][status] : 'unexpected';",
    to: "RULES[feature][status] : 'delete';",
    tests: workflows('next-step', 'every-status'),
  },
  {
    rule: '4. adapters are never sent Stop',
    file: 'workflows/next-step.ts',
    from: "RUNNING: 'unexpected',",
    to: "RUNNING: 'stop',",
    tests: workflows('next-step', 'every-status'),
  },
  {
    rule: '4. both features are asked for',
    file: 'activities/describe-project.ts',
    from: 'Features: [...FEATURES] }',
    to: "Features: ['CUSTOM_LABELS' as const] }",
    tests: workflows('every-status'),
  },
  {
    rule: '5. a lost response is no error',
    file: 'activities/answer.ts',
    from: "if (isNamed(error, 'ResourceInUseException')) return 'inUse';",
    to: '',
    tests: workflows('held-up-steps', 'interference'),
  },
  {
    rule: '6. "deleted" only after AWS lists it no longer',
    file: 'workflows/changes.ts',
    from: "if (answer.accepted) return accepted(state, 'delete', model, answer.status);",
    to: 'if (answer.accepted) return { found: false };',
    tests: workflows('every-status'),
  },
  {
    rule: '7. a cancel before Delete leaves the model',
    file: 'workflows/scopes.ts',
    from: 'run.cancelRequested.catch(() => untilCancelled.cancel());',
    to: 'run.cancelRequested.catch(() => undefined);',
    tests: workflows('cancellation'),
  },
  {
    rule: '7. a cancel after Delete waits for the confirmation',
    file: 'workflows/teardown.ts',
    from: 'state.deleteSent ? step() : scope.untilCancelled(step)',
    to: 'scope.untilCancelled(step)',
    tests: workflows('cancellation'),
  },
  {
    rule: '7. a cancel in the instant in which Delete is due',
    file: 'workflows/scopes.ts',
    from: "if (cancelled && patched('cancelled-before'))",
    to: 'if (cancelled && false)',
    tests: workflows('cancellation'),
  },
  {
    rule: '8. stopped at once',
    file: 'workflows/changes.ts',
    from: "state.enter('stopping', 'AWS to accept StopProjectVersion');",
    to: "state.enter('stopping', 'AWS to accept StopProjectVersion');\n  await condition(() => false, 3000);",
    tests: workflows('every-status', 'replay'),
  },
  {
    rule: '9. within the share of the quota',
    file: 'activities/call-aws.ts',
    from: 'await limits.turn(action, signal);',
    to: '',
    tests: workflows('fleet'),
  },
  {
    rule: 'nothing is deleted after a restore',
    file: 'workflows/next-step.ts',
    from: "if (facts.restore !== 'none') return restoreStep(model, facts.restore);",
    to: '',
    tests: workflows('next-step', 'decisions'),
  },
  {
    rule: 'nothing is deleted that is protected',
    file: 'workflows/next-step.ts',
    from: "if (guards !== 'fresh') return { step: 'checkGuards' };",
    to: '',
    tests: workflows('protection'),
  },
  {
    rule: 'a late read does not undo what AWS has accepted',
    file: 'workflows/waiting.ts',
    from: "patched('late-looks');",
    to: 'false;',
    tests: workflows('late-reads'),
  },
  {
    rule: 'a new version meets the commands that an old one has recorded',
    file: 'workflows/waiting.ts',
    from: 'state.enter(phase, waitingFor, nextLook);',
    to: 'state.enter(phase, waitingFor, nextLook);\n  await condition(() => false, 1000);',
    tests: workflows('replay'),
  },
];

async function isNoticed({ file, from, to, tests }: Mutation): Promise<boolean> {
  const copy = await mkdtemp(join(tmpdir(), 'mutation-'));
  try {
    const left = new Set(['node_modules', '.git', '.bench'].map((name) => join(ROOT, name)));
    await cp(ROOT, copy, { recursive: true, filter: (source) => !left.has(source) });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const source = await readFile(join(copy, file), 'utf8');
    if (source.split(from).length !== 2) throw new Error(`${file} no longer holds, once: ${from}`);
    await writeFile(
      join(copy, file),
      source.replace(from, () => to),
    );
    // Whatever is broken hangs, as often as not.
    const mocha = ['mocha', '--bail', '--timeout', '15000', ...tests];
    return await run('npx', mocha, { cwd: copy, maxBuffer: 64 * 1024 * 1024 }).then(
      () => false,
      () => true,
    );
  } finally {
    await rm(copy, { recursive: true });
  }
}

const rows: string[][] = [];
const wanted = process.argv[2] ?? '';
for (const mutation of MUTATIONS.filter(({ rule }) => rule.startsWith(wanted))) {
  const noticed = await isNoticed(mutation);
  console.log(`${noticed ? 'noticed' : 'NOT NOTICED'}: ${mutation.rule}`);
  rows.push([mutation.rule, noticed ? 'yes' : 'NO']);
}
printTable('Safety rules broken on purpose', ['rule', 'noticed'], rows);
const score = rows.filter(([, noticed]) => noticed === 'yes').length;
console.log(`${score} of ${rows.length} noticed`);
process.exitCode = score === rows.length ? 0 : 1;
