import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { resuming } from '../../../activities/aws/resuming.js';

const HOUR_MS = 3_600_000;

describe('the work of an attempt that failed', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout'] }));
  afterEach(() => mock.timers.reset());

  /** Lists one page, and fails; returns the pages that the next attempt begins with. */
  const pagesAfter = async (meanwhile: () => void) => {
    const environment = new MockActivityEnvironment({ activityId: 'list' });
    const attempt = (work: (pages: string[]) => Promise<readonly string[]>) =>
      environment.run(() => resuming('the models', (): string[] => [], work));
    await assert.rejects(
      attempt((pages) => {
        pages.push('first');
        return Promise.reject(new Error('throttled'));
      }),
      /throttled/,
    );
    meanwhile();
    return attempt((pages) => Promise.resolve(pages));
  };

  it('is resumed by the next one', async () => {
    assert.deepEqual(await pagesAfter(() => mock.timers.tick(1000)), ['first']);
  });

  it('is not resumed if it may be old, because the clock was set back', async () => {
    mock.timers.setTime(2 * HOUR_MS);
    assert.deepEqual(await pagesAfter(() => mock.timers.setTime(HOUR_MS)), []);
  });
});
