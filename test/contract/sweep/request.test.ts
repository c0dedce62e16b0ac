import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sweepRequestJsonSchema } from '../../../scripts/request-schemas.js';
import { parseSweepRequest } from '../../../contract/sweep/request.js';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const problemOf = (input: unknown) => {
  const parsed = parseSweepRequest(input);
  return parsed.ok ? 'none' : parsed.problem;
};

describe('parseSweepRequest', () => {
  it('adds defaults that delete nothing', () => {
    const parsed = parseSweepRequest({ ...PLACE, olderThan: '90d' });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.request, {
      ...PLACE,
      olderThan: '90d',
      neverStarted: false,
      dryRun: true,
      maxDeletes: 20,
      approvalTimeout: '7d',
      ifServing: 'ignore',
      protectTag: 'teardown=never',
    });
  });

  for (const rule of [
    { projects: ['tmp-*'] },
    { versions: ['*'] },
    { feature: 'CONTENT_MODERATION' },
    { statuses: ['EXPIRED'] },
    { neverStarted: true },
    { tags: ['stage=dev'] },
    { keepNewest: 1 },
    { keepBest: 3 },
  ]) {
    it(`accepts ${JSON.stringify(rule)} as a rule`, () => {
      assert.equal(problemOf({ ...PLACE, ...rule }), 'none');
    });
  }

  for (const [input, problem] of [
    [undefined, /^The input must be an object such as \{"accountId".*; got nothing\.$/],
    ['111122223333', /^The input must be an object/],
    [{}, /^accountId must be the 12-digit ID of an AWS account; got nothing\.$/],
    [PLACE, /^A sweep needs at least one rule that selects models: projects, versions, /],
    [
      { ...PLACE, neverStarted: false, gracePeriod: '1d' },
      /^A sweep needs at least one rule that selects models/,
    ],
    [{ ...PLACE, olderThan: 90 }, /^olderThan must be a duration such as .*; got 90\.$/],
    [{ ...PLACE, keepNewest: 0 }, /^keepNewest must be a whole number from 1 to 1000; got 0\.$/],
    [{ ...PLACE, statuses: ['GONE'] }, /^statuses\.0 must be a list of model statuses: .*; got "GONE"\.$/],
    [{ ...PLACE, tags: ['dev'] }, /^tags\.0 must be a tag as KEY=VALUE, such as "stage=dev"; got "dev"\.$/],
    [{ ...PLACE, projects: [] }, /^projects must be a list of 1 to 100 names/],
    [{ ...PLACE, older: '90d' }, /^"older" is not a field of a sweep request; the fields are accountId, /],
    [{ ...PLACE, olderThan: '1d', ifServing: 'ask' }, /^ifServing must be "ignore" or "fail"; got "ask"\.$/],
  ] as const) {
    it(`rejects ${JSON.stringify(input)?.slice(0, 60)} with one sentence`, () => {
      assert.match(problemOf(input), problem);
    });
  }

  it('matches the JSON Schema in contract/schemas (run `npm run schemas`)', () => {
    const file = new URL('../../../contract/schemas/sweep-request.schema.json', import.meta.url);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), sweepRequestJsonSchema());
  });
});
