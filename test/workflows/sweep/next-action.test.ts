import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { parseSweepRequest } from '../../../contract/sweep/request.js';
import type { SweepState } from '../../../contract/sweep/result.js';
import { beginOfSweep, takeOfSweep } from '../../../workflows/sweep/apply-event.js';
import { nextOfSweep } from '../../../workflows/sweep/next-action.js';
import { newSweepMemory, type SweepMemory } from '../../../workflows/sweep/state.js';

const NOW = Date.UTC(2027, 0, 15, 12);
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelf/1788007153461';

function requested() {
  const parsed = parseSweepRequest({
    accountId: '111122223333',
    region: 'eu-west-1',
    olderThan: '1d',
    dryRun: false,
  });
  assert.ok(parsed.ok);
  return parsed.request;
}
const REQUEST = requested();

const rowOf = (state: SweepState, index: number) => ({
  projectVersionArn: `${PROJECT.replace(/\d+$/, 'version')}/v${index}/1788007153462` as ProjectVersionArn,
  projectArn: PROJECT as ProjectArn,
  status: 'STOPPED',
  state,
});

/** Returns the memory of a sweep that has just selected, and whose models are in these states. */
function selected(...states: readonly SweepState[]): SweepMemory {
  return { ...newSweepMemory(NOW), looked: true, rows: states.map(rowOf) };
}

/** Returns how a sweep ends whose models are in these states. */
function endOf(...states: readonly SweepState[]): string {
  const ask = nextOfSweep(REQUEST, selected(...states), NOW);
  assert.ok(ask.ask === 'end');
  return ask.outcome;
}

describe('a sweep whose teardowns have ended', () => {
  it('is incomplete if a selected model was kept, whoever kept it', () => {
    for (const state of ['failed', 'cancelled', 'rejected', 'restored', 'reclaimed'] as const) {
      assert.equal(endOf('deleted', state), 'incomplete', state);
    }
  });

  it('is complete if no selected model was kept', () => {
    assert.equal(endOf(), 'swept');
    assert.equal(endOf('deleted', 'alreadyGone', 'started'), 'swept');
    assert.equal(endOf('deleted', 'protected', 'keptNewest', 'keptBest', 'inProgress'), 'swept');
  });
});

describe('a sweep that is rejected', () => {
  const endOfRejected = (...states: readonly SweepState[]) => {
    const ask = nextOfSweep(REQUEST, { ...selected(...states), approval: 'refused' }, NOW);
    return ask.ask === 'end' ? ask.outcome : ask.ask;
  };

  it('says that nothing was changed only if it has joined no teardowns from before a reset', () => {
    assert.equal(endOfRejected('selected', 'keptNewest', 'inProgress'), 'rejected');
    assert.equal(endOfRejected('selected', 'deleted'), 'incomplete');
    assert.equal(endOfRejected('selected', 'cancelled'), 'incomplete');
  });
});

describe('a sweep that was paused before it joined the teardowns from before a reset', () => {
  it('selects the other models again, once they have ended and it is resumed', () => {
    const paused = { ...selected('running', 'selected'), paused: true };
    const joining = nextOfSweep(REQUEST, paused, NOW);
    assert.ok(joining.ask === 'tearDown' && joining.areRunning);
    const joined = beginOfSweep(REQUEST, paused, joining, NOW);
    const ended = takeOfSweep(
      joined,
      { event: 'row', row: { ...rowOf('deleted', 0), state: 'deleted' } },
      NOW,
    );
    const resumed = { ...ended, paused: false };
    assert.equal(nextOfSweep(REQUEST, resumed, NOW).ask, 'awaitResume');
    const again = takeOfSweep(resumed, { event: 'resumed' }, NOW);
    assert.equal(nextOfSweep(REQUEST, again, NOW).ask, 'look');
    assert.deepEqual(again.approved, [rowOf('selected', 1).projectVersionArn]);
  });
});

describe('a sweep whose selected models have waited for their turn for hours', () => {
  const HOURS_MS = 2 * 3_600_000;

  it('selects them again before it tears them down', () => {
    const memory = { ...selected('deleted', 'selected', 'keptNewest'), seenAt: NOW, lookedAt: 3 };
    assert.equal(nextOfSweep(REQUEST, memory, NOW + 60_000).ask, 'tearDown');
    const now = NOW + HOURS_MS;
    const ask = nextOfSweep(REQUEST, memory, now);
    assert.equal(ask.ask, 'look');
    const { approved, looked, lookedAt, rows } = beginOfSweep(REQUEST, memory, ask, now);
    assert.deepEqual([approved, looked, lookedAt], [[rowOf('selected', 1).projectVersionArn], false, 0]);
    assert.deepEqual(rows, [rowOf('deleted', 0)]);
  });

  it('does not select them again while it is paused', () => {
    const memory = { ...selected('selected'), seenAt: NOW, paused: true };
    assert.equal(nextOfSweep(REQUEST, memory, NOW + HOURS_MS).ask, 'awaitResume');
  });
});
