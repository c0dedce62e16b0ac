import assert from 'node:assert/strict';
import { answered, mayBeLate, observed, sending, type Sent } from '../../../workflows/shared/sent-change.js';

describe('a read after several changes', () => {
  it('may be from before the last of two Stops without an answer, although a Start was sent since', () => {
    const unanswered = (sent: Sent, now: number): Sent => answered(sent, 'none', now) ?? assert.fail();
    const first = unanswered(sending(undefined, 'stop', 'RUNNING', 0), 0);
    const second = unanswered(sending(first, 'stop', 'RUNNING', 6000), 6000);
    const shown = observed(second, 'STOPPED', 'STOPPING', 6000, 6000);
    const start = unanswered(sending(shown, 'start', 'STOPPED', 6000), 6000);
    assert.equal(mayBeLate(start, 'RUNNING', 7000), true);
    assert.equal(mayBeLate(start, 'RUNNING', 12_000), false);
  });
});
