import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { whileBeating } from '../../../activities/aws/call.js';
import { startHarness } from '../../support/temporal/harness.js';
import { startSweep } from '../../support/temporal/sweeps.js';

/** Longer than the back-off after a failure. */
const HELD_MS = 15_000;

describe('a sweep that AWS does not answer about one project', () => {
  it('ends its look at the others before it looks again', async () => {
    const looks: number[] = [];
    const listed: string[] = [];
    let open = 0;
    let looksAgain = () => {};
    const again = new Promise<void>((resolve) => {
      looksAgain = resolve;
    });
    const harness = await startHarness({
      wrapActivities: (it) => ({
        ...it,
        async listProjects(place) {
          looks.push(open);
          if (looks.length > 1) looksAgain();
          return it.listProjects(place);
        },
        async listModels(projectArn) {
          const isFirst = !listed.includes(projectArn);
          listed.push(projectArn);
          if (isFirst && projectArn.includes('/p0/'))
            throw ApplicationFailure.nonRetryable('AWS did not answer', 'NoAnswer');
          open += 1;
          // The others are slow, until the sweep looks again or should have.
          if (looks.length === 1) await whileBeating(() => Promise.race([again, sleep(HELD_MS)]));
          open -= 1;
          return it.listModels(projectArn);
        },
      }),
    });
    try {
      for (const name of ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']) {
        const projectArn = await harness.emulator.addProject({ name });
        await harness.addModel({ projectArn, name: 'v1', status: 'STOPPED' });
      }
      const handle = await startSweep(harness, { dryRun: false, projects: ['p*'], maxDeletes: 7 });
      const { outcome, lookedAt, models } = (await handle.result()) as SweepResult;
      assert.deepEqual(looks, [0, 0]);
      assert.deepEqual([outcome, lookedAt, models.length], ['swept', 7, 7]);
      // p0 again, and the others once.
      assert.equal(listed.length, 8);
    } finally {
      looksAgain();
      await harness.close();
    }
  });
});
