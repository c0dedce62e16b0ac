import assert from 'node:assert/strict';
import { parseDecision } from '../../contract/model/decision.js';
import { parseProjectRequest } from '../../contract/project/request.js';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { parseSweepRequest } from '../../contract/sweep/request.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const DEPTH = 100_000;

const PARSERS = {
  parseTeardownRequest,
  parseProjectRequest,
  parseSweepRequest,
  approve: (input: unknown) => parseDecision('approve', input),
  postpone: (input: unknown) => parseDecision('postpone', input),
};

const inFields = (value: unknown) => ({
  projectVersionArn: value,
  projectArn: value,
  accountId: value,
  by: value,
});

const HOSTILE = {
  'a list that is nested deeply': () => JSON.parse('['.repeat(DEPTH) + ']'.repeat(DEPTH)) as unknown,
  'an object that is nested deeply': () =>
    JSON.parse('{"by":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH)) as unknown,
  'fields that are nested deeply': () => inFields(HOSTILE['a list that is nested deeply']()),
  'a field that is named as what every object has': () =>
    JSON.parse(`{"__proto__":{"dryRun":true},"constructor":1,"toString":2}`) as unknown,
  'a field whose name is very long': () => ({ ['x'.repeat(1_000_000)]: 1 }),
  'fields that are very long': () => inFields('x'.repeat(1_000_000)),
  'very many fields': () => Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, i])),
  bytes: () => new Uint8Array(100_000),
};

// What throws here fails a workflow task, which Temporal tries again for ever.
describe('a hostile input is rejected with one sentence without throwing:', () => {
  for (const [name, parse] of Object.entries(PARSERS)) {
    for (const [what, make] of Object.entries(HOSTILE)) {
      it(`${name} of ${what}`, () => {
        const parsed = parse(make());
        assert.ok(!parsed.ok);
        assert.match(parsed.problem, /^.{10,1000}\.$/);
      });
    }
  }

  for (const [what, arn] of Object.entries({
    'another service': 'arn:aws:s3:::training-output/project/shelves/version/v1/1690556751958',
    'another service of the same shape':
      'arn:aws:sagemaker:eu-west-1:111122223333:project/shelves/version/v1/1',
    'a NUL at its end': `${ARN}\u0000`,
    'a line feed at its end': `${ARN}\n`,
    'digits of another script': ARN.replace('111122223333', '１１１１２２２２３３３３'),
    'a letter that looks like another': ARN.replace('shelves', 'shеlves'),
    'a path in it': ARN.replace('shelves', '../shelves'),
  })) {
    it(`an ARN with, or of, ${what}`, () => {
      const parsed = parseTeardownRequest(arn);
      assert.ok(!parsed.ok);
      assert.match(parsed.problem, /^projectVersionArn must be the ARN of one model/);
    });
  }
});

describe('a text field', () => {
  const parse = (text: string) =>
    [
      parseTeardownRequest({ projectVersionArn: ARN, reason: text }),
      parseTeardownRequest({ projectVersionArn: ARN, requestedBy: text }),
      parseDecision('approve', { by: text }),
      parseDecision('approve', { by: 'ana', note: text }),
    ].map(({ ok }) => ok);

  for (const text of [
    'Zoë 👩‍🔬 (旧モデル)',
    'שלום',
    'two\nlines\tand a tab',
    '<script>alert(1)</script>',
    "'; --",
  ]) {
    it(`may be ${JSON.stringify(text)}`, () => assert.deepEqual(parse(text), [true, true, true, true]));
  }

  for (const [what, text] of Object.entries({
    'a NUL': 'a\u0000b',
    'an escape sequence of terminals': 'a\u001B[2Jb',
    'one of those in a single character': 'a\u009B2Jb',
    'half of a character': 'a\uD800b',
  })) {
    it(`may not contain ${what}`, () => assert.deepEqual(parse(text), [false, false, false, false]));
  }
});
