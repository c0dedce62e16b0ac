import assert from 'node:assert/strict';
import { taken } from '../simulation/proceed.js';
import { told } from '../simulation/told.js';
import { CORE, type World } from '../simulation/world.js';
import { happen } from '../simulation/happen.js';

const RUNNING = { status: 'RUNNING', request: { gracePeriod: '14d' } };
const HELD = ['look RUNNING', 'accepted', 'AWS STOPPED', 'poll STOPPED'];

/** AWS does not allow the run to read the tags, for as long as a look lasts, and the back-off after it is over. */
function tagsDenied(world: World): World {
  const denial = { type: 'AccessDenied', message: 'no', repeated: false } as const;
  const action = 'rekognition:ListTagsForResource';
  const later = { ...world, now: world.now + 61_000 };
  return happen(taken(later, { event: 'failed', ...denial, action }, CORE), 'timer');
}

const asked = ({ doing }: World) => {
  if (doing?.ask === 'look') return doing.tags ? 'look with tags' : 'look';
  return doing?.ask === 'wait' ? doing.for : doing?.ask;
};

describe('a model that is held', () => {
  it('is watched without its tags, which nothing needs before the grace period is over', () => {
    const woken = told(RUNNING, ...HELD, 'checkNow');
    assert.equal(asked(woken), 'look');
    const watched = happen(woken, 'look STOPPED');
    assert.equal(asked(watched), 'reclaimed');
    assert.equal(asked(happen(watched, 'timer')), 'look with tags');
  });

  it('is not held before its tags were read once', () => {
    const stopped = { status: 'STOPPED', request: RUNNING.request };
    assert.equal(asked(told(stopped)), 'look with tags');
  });

  it('is still watched after the grace period while its tags are unreadable', () => {
    const denied = tagsDenied(told(RUNNING, ...HELD, 'timer'));
    assert.equal(asked(denied), 'look');
    const stopped = happen(denied, 'look STOPPED');
    assert.equal(asked(stopped), 'look with tags');
    const again = tagsDenied(stopped);
    assert.equal(happen(happen(again, 'person start'), 'look STARTING').end, 'reclaimed');
  });

  it('is watched while the run is paused after the grace period, so that its use is noticed', () => {
    const over = [...HELD, 'pause', 'look STOPPED', 'timer', 'look STOPPED'];
    const paused = told(RUNNING, ...over);
    assert.equal(paused.memory.phase, 'paused');
    assert.equal(asked(told(RUNNING, ...over, 'resume', 'look STOPPED')), 'send');
    assert.equal(asked(told(RUNNING, ...over, 'restore', 'look STOPPED')), 'send');
    const used = [...over, 'person start', 'poll STARTING'];
    assert.equal(told(RUNNING, ...used).end, 'reclaimed');
  });

  it('is held from when it is stopped, although its tags are unreadable by then', () => {
    const denied = tagsDenied(told(RUNNING, 'look RUNNING', 'accepted', 'AWS STOPPED'));
    assert.equal(asked(denied), 'look');
    assert.equal(asked(happen(denied, 'look STOPPED')), 'reclaimed');
  });
});
