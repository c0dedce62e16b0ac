import assert from 'node:assert/strict';
import {
  createSearchAttributeCheck,
  searchAttributesOf,
  type Countable,
} from '../../contract/search-attributes.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

const valuesOf = (...args: Parameters<typeof searchAttributesOf>) =>
  Object.fromEntries(searchAttributesOf(...args).map(({ key, value }) => [key.name, value]));

const namespace = (count: (query: string) => Promise<unknown>): Countable => ({
  workflow: { count },
  withDeadline: (_deadline, call) => call(),
});

describe('search attributes', () => {
  it('tell the place of a model, who asked, and its phase and status', () => {
    const shown = { phase: 'held', modelStatus: 'STOPPED' };
    assert.deepEqual(valuesOf({ projectVersionArn: ARN, requestedBy: 'ana' }, shown), {
      TeardownPhase: 'held',
      TeardownModelStatus: 'STOPPED',
      TeardownProject: 'shelves',
      TeardownAccount: '111122223333',
      TeardownRegion: 'eu-west-1',
      TeardownRequestedBy: 'ana',
    });
  });

  it('tell the place of a project or a sweep as far as the request names it', () => {
    assert.deepEqual(valuesOf({ projectName: 'shelves', accountId: '1', region: 'eu-west-1' }), {
      TeardownPhase: 'looking',
      TeardownProject: 'shelves',
      TeardownAccount: '1',
      TeardownRegion: 'eu-west-1',
    });
  });

  it('tell why a run is in trouble', () => {
    assert.equal(valuesOf({}, { phase: 'backingOff', trouble: 'Throttled' })['TeardownTrouble'], 'Throttled');
  });

  it('are no longer than what the SQL visibility store takes', () => {
    assert.equal(valuesOf({ requestedBy: 'a'.repeat(300) })['TeardownRequestedBy']?.length, 255);
  });
});

describe('the check for search attributes', () => {
  it('asks once for all of them if the namespace has them', async () => {
    const asked: string[] = [];
    const has = namespace((query) => Promise.resolve(asked.push(query)));
    const check = createSearchAttributeCheck();
    assert.deepEqual(await Promise.all([check(has), check(has)]), [true, true]);
    assert.equal(await check(has), true);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /TeardownPhase.*TeardownModelStatus.*TeardownRequestedBy/);
  });

  it('takes silence and every error for a lack, and asks again later', async () => {
    const { now } = Date;
    try {
      const check = createSearchAttributeCheck();
      const lacks = namespace(() => Promise.reject(new Error('no answer')));
      const has = namespace(() => Promise.resolve(0));
      assert.equal(await check(lacks), false);
      assert.equal(await check(has), false);
      Date.now = () => now() + 61_000;
      assert.equal(await check(has), true);
    } finally {
      Date.now = now;
    }
  });
});
