import assert from 'node:assert/strict';
import { READ_LAG_MS } from '../../../contract/activities.js';
import { rejectionReason } from '../../../workflows/model/decision-rules.js';
import { deleting, stopProvenAt } from '../../../workflows/model/state.js';
import { happen } from '../simulation/happen.js';
import { told } from '../simulation/told.js';
import type { World } from '../simulation/world.js';

const LOST = 'answer lost, then refused';
const HELD = { status: 'STOPPED', request: { gracePeriod: '1h' } };

const pausedFor = ({ doing }: World) => (doing?.ask === 'pause' ? doing.for : doing?.ask);

describe('a pause that interrupts a change', () => {
  const delayed = ['look STOPPED', 'timer', 'look STOPPED', 'pause', 'given up', 'look STOPPED'];

  it('does not rest before reads must show a Delete that AWS may have carried out', () => {
    const unsettled = told(HELD, ...delayed, 'look STOPPED');
    assert.equal(pausedFor(unsettled), 'settling');
    const settled = told(HELD, ...delayed, 'look STOPPED', 'timer', 'look STOPPED');
    assert.equal(deleting(settled.memory), false);
    assert.equal(rejectionReason('restore', settled.request, settled.memory, settled.now), undefined);
  });

  it('rests once a Stop without an answer is settled', () => {
    const begin = ['look RUNNING', 'pause', 'given up', 'look RUNNING'];
    assert.equal(pausedFor(told({ status: 'RUNNING' }, ...begin)), 'settling');
    const look = ['timer', 'look RUNNING'];
    assert.equal(pausedFor(told({ status: 'RUNNING' }, ...begin, ...look, ...look)), 'resume');
  });
});

describe('a Stop that reads prove was not carried out', () => {
  const SWEPT = { status: 'RUNNING', selectedIn: ['RUNNING'] };
  const settles = ['look RUNNING', 'timer', 'look RUNNING'];
  const stoppedByPerson = ['person stop', 'AWS STOPPED', 'resume', 'look STOPPED'];

  it('is no reason to delete a model of a sweep that somebody else has stopped since', () => {
    const unsent = ['look RUNNING', 'pause', 'given up', ...settles];
    const world = told(SWEPT, ...unsent, ...stoppedByPerson);
    assert.equal(world.end, 'UnexpectedStatus');
    assert.deepEqual(world.memory.news, []);
  });

  it('does not hide one that AWS accepted', () => {
    const accepted = ['look RUNNING', 'accepted', 'AWS STOPPED', 'poll STOPPED', 'denied'];
    const again = ['person start', 'AWS RUNNING', 'timer', 'look RUNNING', 'pause', 'given up'];
    const world = told(SWEPT, ...accepted, ...again, ...settles, ...stoppedByPerson);
    assert.equal(world.end, undefined);
    assert.ok(world.doing?.ask === 'send' && world.doing.call === 'delete');
  });
});

describe('a Stop that AWS may have carried out', () => {
  it('is not forgotten by reads that are late, while AWS refuses to repeat it', () => {
    const refused = ['refused', 'look RUNNING', 'timer', 'look RUNNING'];
    const late = [
      'look RUNNING',
      'timer',
      'look RUNNING',
      ...refused,
      ...refused,
      'refused',
      'look STOPPING',
    ];
    const stopped = told({ status: 'RUNNING', selectedIn: ['RUNNING'] }, 'look RUNNING', LOST);
    // Later than reads are in the simulation, and sooner than a minute after the Stop.
    const world = late.reduce((before, what) => happen(before, what), stopped);
    assert.ok(world.now - stopped.now < READ_LAG_MS);
    assert.equal(world.end, undefined);
    assert.ok(world.doing?.ask === 'wait' && world.doing.for === 'stopped');
  });

  it('is in doubt for as long in a run that continues from an earlier version, which remembered no time', () => {
    const { memory } = told({ status: 'RUNNING' }, 'look RUNNING', LOST);
    assert.equal(stopProvenAt({ ...memory, stopInDoubt: true }), stopProvenAt(memory));
    assert.equal(stopProvenAt({ ...memory, stopInDoubt: false }), undefined);
  });

  it('is repeated without an approval, although CloudWatch shows by now that the model is in use', () => {
    const lost = ['look RUNNING', 'traffic', LOST, 'look RUNNING'];
    const inUse = ['timer', 'look RUNNING', 'traffic in use'];
    const world = told({ status: 'RUNNING', request: { ifServing: 'ask' } }, ...lost, ...inUse);
    assert.equal(world.memory.approval, 'notNeeded');
    assert.ok(world.doing?.ask === 'send' && world.doing.call === 'stop');
    assert.match(rejectionReason('reject', world.request, world.memory, world.now) ?? '', /not waiting/);
  });
});

describe('a restore', () => {
  it('is carried out although AWS has called Delete invalid twice', () => {
    const first = ['look STOPPED', 'timer', 'look STOPPED', 'invalid', 'look STOPPED'];
    const second = ['timer', 'look STOPPED', 'invalid'];
    const world = told(HELD, ...first, ...second, 'restore', 'look STOPPED', 'timer', 'look STOPPED');
    assert.ok(world.doing?.ask === 'send' && world.doing.call === 'start');
  });

  it('is not given up upon a late STOPPING, although no read has shown STOPPING before', () => {
    const lost = ['look RUNNING', 'answer lost, then too old', 'restore', 'AWS STOPPED', 'look STOPPED'];
    const world = told({ status: 'RUNNING' }, ...lost, 'accepted', 'poll STOPPING');
    assert.equal(world.doing?.ask, 'wait');
  });
});

describe('a poll from before the last change', () => {
  const late = 'poll STOPPING, handled late';

  it('settles no Delete, however late the workflow handles it', () => {
    const deleted = ['person stop', 'AWS STOPPED', 'look STOPPED', 'accepted'];
    const { memory } = told({ status: 'RUNNING' }, ...deleted, late);
    assert.ok(deleting(memory));
    assert.equal(memory.undone, 0);
  });

  it('gives no restore up, however late the workflow handles it', () => {
    const restored = ['look RUNNING', 'accepted', 'restore', 'AWS STOPPED', 'look STOPPED', 'accepted'];
    assert.equal(told({ status: 'RUNNING' }, ...restored, late).doing?.ask, 'wait');
  });
});
