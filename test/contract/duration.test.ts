import assert from 'node:assert/strict';
import { durationMs, durationInWords, isDuration, type Duration } from '../../contract/duration.js';

describe('a duration', () => {
  it('is a whole number and a unit', () => {
    for (const [text, ms] of [
      ['90s', 90_000],
      ['15m', 900_000],
      ['36h', 129_600_000],
      ['14d', 1_209_600_000],
    ] as const) {
      assert.ok(isDuration(text));
      assert.equal(durationMs(text), ms);
    }
  });

  it('is at most 999 days', () => {
    assert.ok(isDuration('999d'));
    assert.ok(!isDuration('1000d'));
    assert.ok(!isDuration('999999999s'));
  });

  it('is formatted for people', () => {
    const words = ['90s', '12m', '330m', '36h', '3d'].map((text) =>
      durationInWords(durationMs(text as Duration)),
    );
    assert.deepEqual(words, ['90 s', '12 min', '5.5 h', '36 h', '3 d']);
  });
});
