import assert from 'node:assert/strict';
import { countsOf, fitting, moreOf } from '../../client/commands/watch.js';

describe('the overview of teardowns', () => {
  it('tells how many are in each phase, and how many in none of them', () => {
    assert.equal(countsOf({ running: 0, phases: [] }), 'None running');
    assert.equal(countsOf({ running: 3, phases: [] }), '3 running');
    const phases = [
      { phase: 'awaitingApproval', count: 2 },
      { phase: 'backingOff', count: 1 },
    ] as const;
    assert.equal(
      countsOf({ running: 4, phases }),
      '4 running: 2 waiting for approval, 1 waiting to try again, 1 other',
    );
    assert.equal(
      countsOf({ running: 3, phases }),
      '3 running: 2 waiting for approval, 1 waiting to try again',
    );
  });

  it('does not count below zero if a run has ended between two counts', () => {
    const phases = [{ phase: 'held', count: 2 }] as const;
    assert.equal(countsOf({ running: 1, phases }), '1 running: 2 in its grace period');
  });

  it('keeps what comes first if the terminal is too small', () => {
    assert.deepEqual(fitting(['12345', '1', '2'], 5, 3), ['12345', '1', '2']);
    assert.deepEqual(fitting(['123456', '1', '2'], 5, 3), ['123456', '…']);
  });

  it('does not tell that something has happened which is only due', () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    assert.equal(moreOf('awaitingApproval', { approvalEndsAt: before }), undefined);
    assert.equal(moreOf('held', { graceEndsAt: before }), undefined);
  });

  it('tells until when a run waits for people, and why AWS refuses it', () => {
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000 + 60_000).toISOString();
    assert.equal(moreOf('awaitingApproval', { approvalEndsAt: inTwoDays }), 'is rejected in 2 d');
    assert.equal(moreOf('held', { graceEndsAt: inTwoDays }), 'is deleted in 2 d');
    assert.equal(
      moreOf('backingOff', { waitingFor: 'AWS to answer again' }),
      'waits for AWS to answer again',
    );
    assert.equal(moreOf('held', undefined), undefined);
  });
});
