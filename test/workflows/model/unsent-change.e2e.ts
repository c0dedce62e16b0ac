import assert from 'node:assert/strict';
import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { eventually } from '../../support/eventually.js';
import { startHarness } from '../../support/temporal/harness.js';

describe('a Delete that was not sent when its run was cancelled', () => {
  it('does not make the run report what somebody else has deleted', async () => {
    let isDue = false;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const harness = await startHarness({
      wrapActivities: (activities) => ({
        ...activities,
        deleteModel(...args) {
          isDue = true;
          return activities.deleteModel(...args);
        },
      }),
      // Right before a change is sent, its worker waits for credentials.
      wrapAws: (aws) => (place) => {
        const access = aws(place);
        const { config } = access.rekognition;
        const { credentials } = config;
        config.credentials = async (options) => {
          if (isDue) await held;
          return credentials(options);
        };
        return access;
      },
    });
    try {
      const arn = await harness.addModel({ status: 'STOPPED' });
      const handle = await harness.start(arn);
      await eventually(() => assert.ok(isDue));
      await handle.cancel();
      await eventually(async () => {
        const { events } = await handle.fetchHistory();
        assert.ok(events?.some((it) => it.activityTaskCancelRequestedEventAttributes));
      });
      await harness.emulator.setStatus(arn, 'GONE');
      isDue = false;
      release();
      await assert.rejects(
        handle.result(),
        (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
      );
      assert.deepEqual(harness.changes(arn), []);
    } finally {
      await harness.close();
    }
  });
});
