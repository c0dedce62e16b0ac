import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FAILURE_TYPES } from '../contract/failures.js';
import { FEATURES, MODEL_STATUSES } from '../contract/model.js';
import { EXIT } from '../client/commands/exit-codes.js';
import { nextStep, NO_FACTS, type NextStep } from '../workflows/next-step.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The first cells of the rows of a section's nth table, without their backticks. */
function tables(section: string): string[][][] {
  const text = README.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return text
    .trim()
    .split(/\n\n/)
    .filter((block) => block.startsWith('|'))
    .map((block) =>
      block
        .split('\n')
        .slice(2)
        .map((row) => row.split('|').map((cell) => cell.replaceAll('`', '').trim()))
        .map((cells) => cells.slice(1, -1)),
    );
}

function inWords(next: NextStep, refused: NextStep): string {
  if (next.step === 'refuse') return `refuse: ${next.failure}`;
  if (refused.step !== 'refuse') return next.step;
  return `${next.step}, or refuse by ${refused.failure === 'ModelTraining' ? 'ifTraining' : 'ifRunning'}`;
}

describe('the README', () => {
  it('tells the decisions that the code takes', () => {
    const [table = []] = tables('How it decides');
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

  it('tells every field of the request, and every failure', () => {
    const [fields = [], failures = []] = tables('The request');
    const schema = JSON.parse(
      readFileSync(new URL('../contract/schemas/teardown-request.schema.json', import.meta.url), 'utf8'),
    ) as { anyOf: { properties?: object }[] };
    const object = schema.anyOf.find(({ properties }) => properties !== undefined);
    assert.deepEqual(
      fields.map(([name]) => name),
      Object.keys(object?.properties ?? {}),
    );
    assert.deepEqual(
      failures.map(([name]) => name),
      FAILURE_TYPES,
    );
  });

  it('tells every field of the request of a project', () => {
    const [fields = []] = tables('Whole projects');
    const file = new URL('../contract/schemas/project-request.schema.json', import.meta.url);
    const schema = JSON.parse(readFileSync(file, 'utf8')) as { anyOf: { properties?: object }[] };
    const object = schema.anyOf.find(({ properties }) => properties !== undefined);
    assert.deepEqual(
      fields.flatMap(([names = '']) => names.split(', ')).toSorted(),
      Object.keys(object?.properties ?? {}).toSorted(),
    );
  });

  it('tells every field of the request of a sweep', () => {
    const [fields = []] = tables('Retention sweeps');
    const file = new URL('../contract/schemas/sweep-request.schema.json', import.meta.url);
    const { properties = {} } = JSON.parse(readFileSync(file, 'utf8')) as { properties?: object };
    assert.deepEqual(
      fields.flatMap(([names = '']) => names.split(', ')).toSorted(),
      Object.keys(properties).toSorted(),
    );
  });

  it('tells every exit code', () => {
    const told = /Exit codes: ([^.]*)\./.exec(README)?.[1]?.match(/\d+/g)?.map(Number);
    assert.deepEqual(told, Object.values(EXIT));
  });

  it('names only scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name = ''] of README.matchAll(/npm (?:run )?(start|test|worker|bench)\b/g)) {
      assert.ok(scripts[name] !== undefined, name);
    }
    for (const [, path = ''] of README.matchAll(/\]\((?!http|#)([^)]+)\)/g)) {
      readFileSync(new URL(`../${path}`, import.meta.url));
    }
  });
});
