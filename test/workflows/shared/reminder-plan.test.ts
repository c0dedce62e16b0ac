import assert from 'node:assert/strict';
import { limitsOfRun, planned, reminded, type Limit } from '../../../workflows/shared/reminder-plan.js';
import { newRunMemory } from '../../../workflows/shared/run-state.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const MEMORY = {
  ...newRunMemory('held', 'the grace period', 'notNeeded', NOW),
  receiver: { remindBeforeMs: 24 * HOUR },
};
const graceUntil = (endsAt: number): Limit => ({ type: 'teardown.gracePeriodEndNear', endsAt });
const at = (memory: typeof MEMORY) => memory.reminders.map((it) => it.at);

describe('a reminder of a time limit', () => {
  it('is due the configured time before the end, and is sent once', () => {
    const limits = [graceUntil(NOW + 72 * HOUR)];
    const waiting = planned(MEMORY, limits, NOW);
    assert.deepEqual(at(waiting), [NOW + 48 * HOUR]);
    assert.deepEqual(reminded(waiting, NOW + 47 * HOUR).news, []);
    const after = reminded(waiting, NOW + 48 * HOUR);
    assert.deepEqual(
      after.news.map(({ what }) => what),
      [{ type: 'teardown.gracePeriodEndNear', until: '2026-11-27T12:00:00.000Z' }],
    );
    assert.equal(reminded(planned(after, limits, NOW + 49 * HOUR), NOW + 49 * HOUR).news.length, 1);
  });

  it('is planned again if the limit is moved, and forgotten if it no longer counts', () => {
    const limit = graceUntil(NOW + 72 * HOUR);
    const sent = reminded(planned(MEMORY, [limit], NOW), NOW + 48 * HOUR);
    assert.deepEqual(at(planned(sent, [graceUntil(NOW + 96 * HOUR)], NOW + 49 * HOUR)), [NOW + 72 * HOUR]);
    assert.deepEqual(planned(sent, [], NOW).reminders, []);
  });

  it('is sent late rather than never, by a run that continues as new', () => {
    const carried = JSON.parse(
      JSON.stringify(planned(MEMORY, [graceUntil(NOW + 72 * HOUR)], NOW)),
    ) as typeof MEMORY;
    const later = NOW + 50 * HOUR;
    assert.equal(reminded(planned(carried, [graceUntil(NOW + 72 * HOUR)], later), later).news.length, 1);
  });

  it('is not planned for a limit that is near when it begins, nor without a receiver', () => {
    const limits = [graceUntil(NOW + HOUR)];
    const short = planned(MEMORY, limits, NOW);
    assert.deepEqual(at(short), [undefined]);
    assert.deepEqual(reminded(short, NOW + HOUR).news, []);
    const far = [graceUntil(NOW + 72 * HOUR)];
    for (const receiver of ['none', undefined] as const) {
      const memory = { ...MEMORY, receiver };
      assert.equal(planned(memory, far, NOW), memory);
    }
  });

  it('is sent late if the run had no worker when it was due', () => {
    const deadline = { type: 'sweep.deadlineNear', endsAt: NOW + 25 * HOUR, since: NOW } as const;
    assert.deepEqual(at(planned(MEMORY, [deadline], NOW + 2 * HOUR)), [NOW + HOUR]);
  });

  it('changes nothing if it is planned already', () => {
    const limits = [graceUntil(NOW + 72 * HOUR), graceUntil(NOW + HOUR)];
    const memory = planned(MEMORY, limits, NOW);
    assert.equal(planned(memory, limits, NOW + 1), memory);
  });

  it('is for an approval that is awaited, and for the deadline', () => {
    const waiting = { ...MEMORY, approval: 'awaited', approvalUntil: NOW + 48 * HOUR } as const;
    assert.deepEqual(limitsOfRun('sweep', { deadline: '96h' as never }, waiting), [
      { type: 'sweep.approvalTimeoutNear', endsAt: NOW + 48 * HOUR },
      { type: 'sweep.deadlineNear', endsAt: NOW + 96 * HOUR, since: NOW },
    ]);
    assert.deepEqual(limitsOfRun('sweep', {}, { ...waiting, approval: 'given' }), []);
  });
});
