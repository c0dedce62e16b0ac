import assert from 'node:assert/strict';
import { interceptors, type Activation, type Command } from '../../../workflows/shared/stale-cache.js';

const activityEnded = { resolveActivity: {} };
const signalled = { signalWorkflow: {} };
const timerFired = { fireTimer: {} };
const queried = { queryWorkflow: {} };
const scheduled = (seq: number) => ({ scheduleActivity: { seq } });
const activityCancelled = (seq: number) => ({ requestCancelActivity: { seq } });

/** Returns a cached run: each call is one activation, with the last event that the worker knows. */
function cachedRun(): (historyLength: number, jobs: Activation['jobs'], commands?: Command[]) => void {
  const [interceptor] = interceptors().internals ?? [];
  return (historyLength, jobs, commands = []) => {
    const activation = { historyLength, jobs, isReplaying: false } as Activation;
    interceptor?.activate?.({ activation, batchIndex: 0 }, () => undefined);
    interceptor?.concludeActivation?.({ commands }, (it) => it);
  };
}

/** The run has taken up the result of its first activity, and somebody has queried it. */
function queriedRun(length: number, job: NonNullable<Activation['jobs']>[number], commands: Command[]) {
  const run = cachedRun();
  run(3, [{ initializeWorkflow: {} }], [scheduled(1)]);
  run(length, [job], commands);
  run(length, [queried], [{ respondToQuery: {} }]);
  return run;
}

describe('a cached run that a query has put ahead of its history', () => {
  const AHEAD = /is ahead of its history/;

  it('is not used for a task that another worker had in its hand until it timed out', () => {
    const run = queriedRun(33, activityEnded, [scheduled(2)]);
    assert.throws(() => run(37, [signalled]), AHEAD);
  });

  it('is not used for a task that waited for another worker', () => {
    const run = queriedRun(12, activityEnded, [scheduled(2), scheduled(3)]);
    assert.throws(() => run(17, [signalled, signalled]), AHEAD);
  });

  it('is not used after a timer that fired meanwhile', () => {
    const run = queriedRun(20, timerFired, [scheduled(3)]);
    assert.throws(() => run(24, [signalled]), AHEAD);
  });
});

describe('a cached run that is up to date', () => {
  it('is used after a query', () => {
    const run = queriedRun(9, activityEnded, [scheduled(2)]);
    // Completed, scheduled, signalled, and a task again.
    run(14, [signalled], [activityCancelled(2), scheduled(3)]);
    run(14, [queried]);
    // Completed, cancel requested, scheduled, started, completed, and a task again.
    run(21, [activityEnded]);
  });

  it('is used if what it asked for was taken back in the same task', () => {
    const run = queriedRun(9, activityEnded, [
      scheduled(2),
      activityCancelled(2),
      { startTimer: { seq: 1 } },
    ]);
    run(14, [timerFired]);
  });

  it('is used without a query, whatever the history says', () => {
    const run = cachedRun();
    run(9, [activityEnded], [scheduled(2)]);
    run(11, [signalled]);
  });

  it('is used for a second activation of the same task', () => {
    const run = queriedRun(9, activityEnded, [scheduled(2)]);
    run(9, [activityEnded], [scheduled(3)]);
  });
});
