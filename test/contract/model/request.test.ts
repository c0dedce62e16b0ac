import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { teardownRequestJsonSchema } from '../../../scripts/request-schemas.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { MALFORMED_INPUT } from '../../support/malformed-inputs.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';

describe('a teardown request', () => {
  it('may be an ARN, and gets the defaults', () => {
    assert.deepEqual(parseTeardownRequest(ARN), {
      ok: true,
      request: {
        projectVersionArn: ARN,
        dryRun: false,
        ifRunning: 'stop',
        ifServing: 'ignore',
        ifTraining: 'wait',
        protectTag: 'teardown=never',
      },
    });
  });

  it('may have every field', () => {
    const request = {
      projectVersionArn: ARN,
      projectArn: PROJECT,
      dryRun: true,
      ifRunning: 'fail',
      ifServing: 'ask',
      ifTraining: 'fail',
      approval: { required: true, timeout: '2d' },
      gracePeriod: '30h',
      protectTag: 'keep=yes',
      deadline: '36h',
      requestedBy: 'ops@example.com',
      reason: 'superseded by v2',
    };
    assert.deepEqual(parseTeardownRequest(request), { ok: true, request });
  });

  it('has an approval timeout of seven days by default, and no approval unless required', () => {
    const parsed = parseTeardownRequest({ projectVersionArn: ARN, approval: { required: true } });
    assert.deepEqual(parsed.ok && parsed.request.approval, { required: true, timeout: '7d' });
    const none = parseTeardownRequest({ projectVersionArn: ARN, approval: { required: false } });
    assert.deepEqual(none, parseTeardownRequest(ARN));
  });

  it('may have null for omitted fields, as serializers of other languages write them', () => {
    const parsed = parseTeardownRequest({
      projectVersionArn: ARN,
      projectArn: null,
      dryRun: null,
      deadline: null,
      reason: null,
    });
    assert.deepEqual(parsed, parseTeardownRequest(ARN));
  });

  it('is parsed to the same request again, as after continue-as-new', () => {
    const first = parseTeardownRequest({ projectVersionArn: ARN, deadline: '90s' });
    assert.ok(first.ok);
    assert.deepEqual(parseTeardownRequest(first.request), first);
  });

  for (const [what, input, problem] of [
    ['nothing', undefined, /^The input must be the ARN of one model, .*; got nothing\.$/],
    ['null', null, /^The input must be .*; got null\.$/],
    ['an empty text', '', /^projectVersionArn must be the ARN of one model.*; got ""\.$/],
    [
      'an approval without its one field',
      { projectVersionArn: ARN, approval: {} },
      /^approval\.required must be true or false; got nothing\.$/,
    ],
    [
      'an approval that is no object',
      { projectVersionArn: ARN, approval: true },
      /^approval must be an object such as .*; got true\.$/,
    ],
    [
      'an approval with a field too many',
      { projectVersionArn: ARN, approval: { required: true, by: 'me' } },
      /^"by" is not a field of approval\.$/,
    ],
    [
      'a tag without a value',
      { projectVersionArn: ARN, protectTag: 'teardown' },
      /^protectTag must be a tag as KEY=VALUE/,
    ],
    [
      'a grace period that the deadline cuts off',
      { projectVersionArn: ARN, gracePeriod: '14d', deadline: '36h' },
      /^gracePeriod must be shorter than the deadline/,
    ],
    ['an empty object', {}, /^projectVersionArn must be the ARN of one model.*; got nothing\.$/],
    ['a list', [ARN], /^The input must be /],
    ["a project's ARN", PROJECT, /^projectVersionArn must be the ARN of one model/],
    ['an ARN with a line break', `${ARN}\n`, /^projectVersionArn must be /],
    [
      'a field misspelt',
      { projectVersionArn: ARN, ifRuning: 'fail' },
      /^"ifRuning" is not a field .* ifRunning/,
    ],
    [
      'dryRun as a text',
      { projectVersionArn: ARN, dryRun: 'no' },
      /^dryRun must be true or false; got "no"\.$/,
    ],
    [
      'a number for ifRunning',
      { projectVersionArn: ARN, ifRunning: 1 },
      /^ifRunning must be "stop" or "fail"; got 1\.$/,
    ],
    [
      'a deadline without a unit',
      { projectVersionArn: ARN, deadline: '36' },
      /^deadline must be a duration such as "90s".*; got "36"\.$/,
    ],
    ['a deadline of nothing', { projectVersionArn: ARN, deadline: '0s' }, /^deadline must be /],
    ['a deadline of a century', { projectVersionArn: ARN, deadline: '36500d' }, /^deadline must be /],
    [
      'a very long reason',
      { projectVersionArn: ARN, reason: 'x'.repeat(1025) },
      /^reason must be a text of 1 to 1024/,
    ],
    [
      "another project's ARN",
      { projectVersionArn: ARN, projectArn: PROJECT.replace('shelves', 'doors') },
      /^projectArn must have the partition, Region, account and project name/,
    ],
  ] as const) {
    it(`is rejected in one sentence if it is ${what}`, () => {
      const parsed = parseTeardownRequest(input);
      assert.ok(!parsed.ok);
      assert.match(parsed.problem, problem);
      assert.ok(parsed.problem.length < 500);
    });
  }

  it('is rejected for each of 1,000 malformed inputs', () => {
    fc.assert(
      fc.property(MALFORMED_INPUT, (input) => {
        const parsed = parseTeardownRequest(input);
        assert.ok(!parsed.ok, JSON.stringify(input));
        assert.match(parsed.problem, /^(The input|\w+) must be |is not a field/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the published JSON Schema of a request', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(teardownRequestJsonSchema());

  it('is up to date in contract/schemas (run `npm run schemas`)', async () => {
    const file = new URL('../../../contract/schemas/teardown-request.schema.json', import.meta.url);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), teardownRequestJsonSchema());
  });

  it('accepts an ARN, an object, and null for omitted fields', () => {
    assert.ok(validate(ARN));
    assert.ok(validate({ projectVersionArn: ARN, projectArn: PROJECT, deadline: '14d', dryRun: null }));
  });

  it('rejects the same inputs as the worker, over 1,000 malformed inputs', () => {
    fc.assert(
      fc.property(MALFORMED_INPUT, (input) => !validate(input ?? null)),
      { numRuns: 1000 },
    );
  });
});
