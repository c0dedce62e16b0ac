import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { FAILURE_TYPES, withReference } from '../contract/failures.js';
import { TROUBLES } from '../contract/trouble.js';
import { FEATURES, MODEL_STATUSES } from '../contract/model/description.js';
import { parseProjectRequest } from '../contract/project/request.js';
import { parseTeardownRequest } from '../contract/model/request.js';
import { parseSweepRequest } from '../contract/sweep/request.js';
import { cancelCommand } from '../client/commands/cancel.js';
import { decisionCommands } from '../client/commands/decide.js';
import { deleteCommand } from '../client/commands/delete.js';
import { devCommand } from '../client/commands/dev.js';
import { doctorCommand } from '../client/commands/doctor.js';
import { EXIT } from '../client/commands/exit-codes.js';
import { listCommand } from '../client/commands/list.js';
import { pauseCommand, resumeCommand } from '../client/commands/pause.js';
import { projectCommand } from '../client/commands/project.js';
import { scheduleCommand } from '../client/commands/schedule.js';
import { showCommand } from '../client/commands/show.js';
import { statusCommand } from '../client/commands/status.js';
import { sweepCommand } from '../client/commands/sweep.js';
import { leadsSomewhere, linksOf, names, pageOf, PAGES, tables, variables } from './support/documents.js';
import { nextStep, NO_FACTS, type NextStep } from '../workflows/model/next-step.js';

function schemaOf(name: string): {
  properties?: object;
  anyOf?: { properties?: object }[];
  definitions?: object;
} {
  return JSON.parse(pageOf(`contract/schemas/${name}.schema.json`)) as ReturnType<typeof schemaOf>;
}

function inWords(next: NextStep, refused: NextStep): string {
  if (next.step === 'refuse') return `refuse: ${next.failure}`;
  if (refused.step !== 'refuse') return next.step;
  return `${next.step}, or refuse by ${refused.failure === 'ModelTraining' ? 'ifTraining' : 'ifRunning'}`;
}

/** What a table gives as the default of a field that a request was parsed without. */
function defaultIn(request: object, field: string): string {
  const value = (request as Record<string, unknown>)[field];
  return value === undefined ? 'none' : JSON.stringify(value);
}

describe('the documents', () => {
  const MODEL = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
  const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';

  it('show the decisions that the code takes', () => {
    const [table = []] = tables('docs/reference/decision-table.md', 'Models');
    const expected = [...MODEL_STATUSES, 'any other'].map((status) => [
      status,
      ...FEATURES.map((feature) =>
        inWords(
          nextStep({ status, feature }, { ifRunning: 'stop', ifTraining: 'wait' }, NO_FACTS),
          nextStep({ status, feature }, { ifRunning: 'fail', ifTraining: 'fail' }, NO_FACTS),
        ),
      ),
    ]);
    assert.deepEqual(table, expected);
  });

  it('list every field of a request to tear a model down, in its order, with its default', () => {
    const [fields = []] = tables('docs/reference/requests.md', 'teardownModel');
    const object = schemaOf('teardown-request').anyOf?.find(({ properties }) => properties !== undefined);
    assert.deepEqual(names(fields), Object.keys(object?.properties ?? {}));
    const parsed = parseTeardownRequest(MODEL);
    assert.ok(parsed.ok);
    for (const [name = '', shown] of fields.filter(([field]) => field !== 'projectVersionArn')) {
      const expected: string = name === 'projectArn' ? 'looked up' : defaultIn(parsed.request, name);
      assert.equal(shown, expected, name);
    }
  });

  it('list every field of a request to tear a project down, with its default', () => {
    const [fields = []] = tables('docs/reference/requests.md', 'teardownProject');
    const object = schemaOf('project-request').anyOf?.find(({ properties }) => properties !== undefined);
    assert.deepEqual(names(fields).toSorted(), Object.keys(object?.properties ?? {}).toSorted());
    const parsed = parseProjectRequest(PROJECT);
    assert.ok(parsed.ok);
    for (const [name = '', shown] of fields.filter(([field]) => field !== 'projectArn')) {
      assert.equal(shown, defaultIn(parsed.request, name), name);
    }
  });

  it('list every field of a request to sweep, with its default', () => {
    const [fields = []] = tables('docs/reference/requests.md', 'sweepModels');
    assert.deepEqual(
      names(fields).toSorted(),
      Object.keys(schemaOf('sweep-request').properties ?? {}).toSorted(),
    );
    const parsed = parseSweepRequest({ accountId: '111122223333', region: 'eu-west-1', olderThan: '1d' });
    assert.ok(parsed.ok);
    for (const [name = '', shown] of fields) {
      if (name === 'accountId' || name === 'region') assert.equal(shown, 'required', name);
      else if (name !== 'olderThan') assert.equal(shown, defaultIn(parsed.request, name), name);
    }
  });

  it('list every field and outcome of the results', () => {
    const kinds = [
      ['The result of a model', 'teardown-result', 'Outcome', []],
      ['The result of a project', 'project-result', 'ProjectOutcome', SHARED],
      ['The result of a sweep', 'sweep-result', 'SweepOutcome', SHARED],
    ] as const;
    for (const [section, schema, outcome, described] of kinds) {
      const [fields = [], outcomes = []] = tables('docs/reference/results.md', section);
      const { properties = {}, definitions = {} } = schemaOf(schema);
      assert.deepEqual(
        [...names(fields), ...described].toSorted(),
        Object.keys(properties).toSorted(),
        section,
      );
      const known = definitions as Record<string, { enum?: string[] }>;
      assert.deepEqual(names(outcomes), known[outcome]?.enum, section);
    }
  });

  it('list every phase of a teardown', () => {
    const [, phases = []] = tables('docs/reference/results.md', 'Progress');
    const { definitions = {} } = schemaOf('teardown-progress');
    assert.deepEqual(names(phases), (definitions as Record<string, { enum?: string[] }>)['Phase']?.enum);
  });

  it('list every failure, each with a heading of its own to which messages can link', () => {
    const page = pageOf('docs/reference/failures.md');
    const [intro = '', ...sections] = page.split('\n## ');
    const rows = [...intro.matchAll(/^\| `(\w+)`/gm)].map(([, type]) => type);
    assert.deepEqual(rows, FAILURE_TYPES);
    const headings = sections.map((section) => section.split('\n')[0]);
    assert.deepEqual(headings.slice(0, FAILURE_TYPES.length), FAILURE_TYPES);
    for (const section of sections.slice(0, FAILURE_TYPES.length)) {
      const parts = [...section.matchAll(/^\*\*(.*?)\.\*\*/gm)].map(([, part]) => part);
      assert.deepEqual(parts, PARTS_OF_A_FAILURE, section.split('\n')[0]);
    }
  });

  it('have the heading that the message of each failure links to', () => {
    for (const type of FAILURE_TYPES) {
      const [, link = ''] = /See (\S+)$/.exec(withReference(type, 'It failed.')) ?? [];
      assert.ok(leadsSomewhere('README.md', link), link);
    }
  });

  it('list every exit code', () => {
    const [codes = []] = tables('docs/reference/command-line.md', 'Exit codes');
    assert.deepEqual(names(codes).map(Number), Object.values(EXIT));
  });

  it('list every reason of a call in trouble', () => {
    const [reasons = []] = tables('docs/reference/metrics.md', 'Reasons');
    assert.deepEqual(names(reasons), TROUBLES);
  });

  it('list every command and each of its options', () => {
    const page = pageOf('docs/reference/command-line.md');
    for (const command of COMMANDS.flatMap((it) => (it.commands.length > 0 ? it.commands : [it]))) {
      const name = command.parent?.name() === 'schedule' ? `schedule ${command.name()}` : command.name();
      assert.match(page, new RegExp(`\`${name}[ \`]`), name);
      for (const { long } of command.options)
        assert.match(page, new RegExp(`\`${long}[ \`]`), `${name} ${long}`);
    }
    const known = new Set(allCommands().flatMap(({ options }) => options.map(({ long }) => long)));
    for (const [, option = ''] of page.matchAll(/^\| `(--[a-z-]+)/gm)) assert.ok(known.has(option), option);
  });

  it('list every setting that the code reads, and no other', () => {
    const page = pageOf('docs/reference/configuration.md');
    const rows = [...page.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) => variables(cell));
    const read = [
      'worker/config.ts',
      'contract/settings.ts',
      'records/setting.ts',
      'codec/keyring.ts',
      'codec/main.ts',
      'client/commands/options.ts',
    ]
      .flatMap((file) => [...pageOf(file).matchAll(/['"](?:TEARDOWN|CODEC)_[A-Z_]+['"]/g)])
      .map(([name]) => name.slice(1, -1));
    const ours = rows.filter((name) => /^(TEARDOWN|CODEC)_/.test(name));
    const listed = ['ACCOUNTS', 'REGIONS', 'PROJECTS'].flatMap((kind) => [
      `TEARDOWN_ALLOW_${kind}`,
      `TEARDOWN_DENY_${kind}`,
    ]);
    assert.deepEqual(new Set(ours), new Set([...read, ...listed]));
  });

  it('start with a README of at most 120 lines and the two commands of the demo', () => {
    const readme = pageOf('README.md');
    assert.ok(readme.trimEnd().split('\n').length <= 120);
    const [, demo = ''] = /```sh\n([^`]*npm start[^`]*)```/.exec(readme) ?? [];
    const commands = demo
      .trim()
      .split('\n')
      .map((line) => line.replace(/ +#.*/, ''));
    assert.deepEqual(commands, ['npm ci && npm start', 'npm ci && npm test']);
  });

  it('name only scripts that exist', () => {
    const { scripts } = JSON.parse(pageOf('package.json')) as { scripts: Record<string, string> };
    for (const page of PAGES) {
      for (const [, run, name = run ?? ''] of pageOf(page).matchAll(
        /npm (?:run ([a-z\d:-]+)|(start|test)\b)/g,
      )) {
        assert.ok(scripts[name] !== undefined, `${page}: ${name}`);
      }
    }
  });

  it('link only to files and headings that exist', () => {
    const broken = PAGES.flatMap((page) =>
      linksOf(page)
        .filter((link) => !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });

  it('are all reached from the index', () => {
    const reached = new Set(
      ['docs/README.md', 'docs/decisions/README.md'].flatMap((page) =>
        linksOf(page).map((link) => join(dirname(page), link.split('#')[0] ?? '')),
      ),
    );
    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    assert.deepEqual(
      pages.filter((page) => !reached.has(page)),
      [],
    );
  });

  it('name files without a line number', () => {
    for (const page of PAGES) assert.doesNotMatch(pageOf(page), /\.(ts|md):\d/, page);
  });
});

/** Described once, for all results. */
const SHARED = ['requestedBy', 'reason', 'startedAt', 'finishedAt', 'decisions'];
const PARTS_OF_A_FAILURE = ['What happened', 'Usual cause', 'What is left as it was', 'What to do next'];

const COMMANDS: readonly Command[] = [
  deleteCommand,
  projectCommand,
  sweepCommand,
  scheduleCommand,
  statusCommand,
  ...decisionCommands,
  pauseCommand,
  resumeCommand,
  cancelCommand,
  showCommand,
  listCommand,
  devCommand,
  doctorCommand,
];

function allCommands(): readonly Command[] {
  return COMMANDS.flatMap((command) => [command, ...command.commands]);
}
