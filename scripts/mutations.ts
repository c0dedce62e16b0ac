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

const SIMULATION = ['test/workflows/simulation/simulation.test.ts'];

const MUTATIONS: readonly Mutation[] = [
  {
    rule: '1. the exact ARN: a model is told by its name',
    file: 'activities/describe-model.ts',
    from: 'const model = versions.get(arn);',
    to: 'const [model] = versions.values();',
    tests: workflows('interference'),
  },
  {
    rule: '2. a fresh look: what was seen before a wait is good after it',
    file: 'workflows/memory.ts',
    from: 'return { ...memory, seen: undefined, guards:',
    to: 'return { ...memory, guards:',
    tests: SIMULATION,
  },
  {
    rule: '2. a fresh look: ResourceInUse is the end',
    file: 'workflows/take.ts',
    from: "const invalid = because === 'invalid' && !repeated;",
    to: "const invalid = because !== 'notFound';",
    tests: [...SIMULATION, ...workflows('interference')],
  },
  {
    rule: '3. a status known to be safe: an unknown one is deleted',
    file: 'workflows/next-step.ts',
    from: 'RULES[feature][status] : UNEXPECTED;',
    to: 'RULES[feature][status] : DELETE;',
    tests: workflows('next-step', 'every-status'),
  },
  {
    rule: '4. adapters are never sent Stop',
    file: 'workflows/next-step.ts',
    from: 'RUNNING: UNEXPECTED,',
    to: "RUNNING: { step: 'stop' },",
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
    rule: '5. a lost response is no error, and no certainty',
    file: 'workflows/sent.ts',
    from: "if (answer === 'none' || answer.repeated) return { ...sent, at: now, answer: 'unknown' };",
    to: "if (answer === 'none') return undefined;",
    tests: SIMULATION,
  },
  {
    rule: '6. "deleted" only after AWS lists it no longer',
    file: 'workflows/core.ts',
    from: "if (seen === 'GONE') return onceGone(request, memory);",
    to: "if (seen === 'GONE' || seen.status === 'DELETING') return onceGone(request, memory);",
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel before Delete leaves the model',
    file: 'workflows/run-memory.ts',
    from: "if (cancelled && obeysCancel) return { ask: 'cancel' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel after Delete waits for the confirmation',
    file: 'workflows/core.ts',
    from: "return !deleting(memory) && memory.restore !== 'asked';",
    to: "return memory.restore !== 'asked';",
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel in the instant in which Delete is due',
    file: 'workflows/run.ts',
    from: 'if (root.consideredCancelled) hearCancel();',
    to: '',
    tests: workflows('cancellation'),
  },
  {
    rule: '8. stopped at once',
    file: 'workflows/core.ts',
    from: '  if (sent === undefined) return ask;',
    to: "  if (ask.ask === 'send' && ask.call === 'stop') return { ask: 'pause', for: 'resume' };\n  if (sent === undefined) return ask;",
    tests: SIMULATION,
  },
  {
    rule: '9. within the share of the quota',
    file: 'activities/call-aws.ts',
    from: 'await limits.turn(action, signal);',
    to: '',
    tests: workflows('fleet'),
  },
  {
    rule: '10. nothing is concluded from an answer that did not come',
    file: 'workflows/run-memory.ts',
    from: '        : backedOff(forget(memory), `AWS to answer again ("${message}")`, now);',
    to: "        : { ...memory, seen: 'GONE' };",
    tests: SIMULATION,
  },
  {
    rule: '11. what a Delete led to is unknown until a look says so',
    file: 'workflows/sent.ts',
    from: '  if (sent === undefined || readAt >= settlesAt(sent)) return false;',
    to: '  return false;',
    tests: SIMULATION,
  },
  {
    rule: "12. tags that can't be read protect",
    file: 'workflows/take.ts',
    from: '  if (tags === undefined) {',
    to: "  if (tags === undefined) return { ...memory, guards: 'fresh' };\n  if (tags === undefined) {",
    tests: SIMULATION,
  },
  {
    rule: '12. nothing is deleted that is protected',
    file: 'workflows/next-step.ts',
    from: "if (guards !== 'fresh') return { step: 'checkGuards' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '13. nothing is deleted after a restore',
    file: 'workflows/next-step.ts',
    from: "if (facts.restore !== 'none') return restoreStep(model, facts.restore);",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '13. a run that is ending accepts nothing',
    file: 'workflows/run-memory.ts',
    from: "return cancelled || late ? 'ending' : 'active';",
    to: "return 'active';",
    tests: SIMULATION,
  },
  {
    rule: '13. what is kept is kept for as long as it was said',
    file: 'workflows/memory.ts',
    from: "return now < holdUntil ? 'running' : 'over';",
    to: "return 'over';",
    tests: SIMULATION,
  },
  {
    rule: '14. a read from before a change is not believed',
    file: 'workflows/core.ts',
    from: '(mayBeLate(sent, seen.status, memory.seenAt) && concludes(ask, memory))',
    to: 'false',
    tests: SIMULATION,
  },
  {
    rule: '14. no change is sent after its run has ended',
    file: 'workflows/calls.ts',
    from: '  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,\n',
    to: '',
    tests: ['test/workflows/changes-in-flight.e2e.ts'],
  },
  {
    rule: '15. use is a veto',
    file: 'workflows/next-step.ts',
    from: "if (isReclaimed(model.status, facts)) return { step: 'end', outcome: 'reclaimed' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '15. what a sweep selected in another status is left',
    file: 'workflows/core.ts',
    from: "if (untouched && step.step !== 'refuse' && selectedIn",
    to: 'if (false && selectedIn',
    tests: SIMULATION,
  },
  {
    rule: '16. no denial ends a run that has changed something',
    file: 'workflows/run-memory.ts',
    from: 'return isFailureType(type) && !memory.changed',
    to: 'return isFailureType(type)',
    tests: SIMULATION,
  },
  {
    rule: 'a new version meets the commands that an old one has recorded',
    file: 'workflows/run.ts',
    from: '        const scope = new CancellationScope();\n        doing',
    to: '        await condition(() => false, 1000);\n        const scope = new CancellationScope();\n        doing',
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
