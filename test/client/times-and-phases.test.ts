import assert from 'node:assert/strict';
import { fromNow, phaseInWords, timeAndDistance } from '../../client/commands/times-and-phases.js';

describe('times and phases on the command line', () => {
  const now = Date.parse('2026-11-24T07:00:00.000Z');

  it('shows a time by its distance from now', () => {
    const times = [
      ['2026-11-24T06:56:00.000Z', '4 min ago'],
      ['2026-11-24T06:59:59.500Z', 'just now'],
      ['2026-11-24T06:59:58.000Z', '2 s ago'],
      ['2026-11-30T19:00:00.000Z', 'in 6.5 d'],
    ] as const;
    for (const [iso, words] of times) assert.equal(fromNow(iso, now), words);
  });

  it('shows a deadline by its UTC time and its distance from now', () => {
    assert.equal(timeAndDistance('2026-11-24T09:30:59.123Z', now), '2026-11-24 09:30 UTC (in 2.5 h)');
  });

  it('shows a phase in words, and an unknown phase as it is', () => {
    assert.equal(phaseInWords('awaitingApproval'), 'waiting for approval');
    assert.equal(phaseInWords('held'), 'in its grace period');
    assert.equal(phaseInWords('toString'), 'toString');
  });
});
