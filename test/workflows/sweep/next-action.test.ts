import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { parseSweepRequest } from '../../../contract/sweep/request.js';
import type { SweepState } from '../../../contract/sweep/result.js';
import { nextOfSweep } from '../../../workflows/sweep/next-action.js';
import { newSweepMemory } from '../../../workflows/sweep/state.js';

const NOW = Date.UTC(2027, 0, 15, 12);
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelf/1788007153461';

/** Returns how a sweep ends whose models are in these states. */
function endOf(...states: readonly SweepState[]): string {
  const parsed = parseSweepRequest({
    accountId: '111122223333',
    region: 'eu-west-1',
    olderThan: '1d',
    dryRun: false,
  });
  assert.ok(parsed.ok);
  const rows = states.map((state, index) => ({
    projectVersionArn: `${PROJECT.replace(/\d+$/, 'version')}/v${index}/1788007153462` as ProjectVersionArn,
    projectArn: PROJECT as ProjectArn,
    status: 'STOPPED',
    state,
  }));
  const ask = nextOfSweep(parsed.request, { ...newSweepMemory(NOW), looked: true, rows }, NOW);
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
