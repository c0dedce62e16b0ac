import assert from 'node:assert/strict';
import { WorkflowFailedError, CancelledFailure } from '@temporalio/client';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { startTemporalServer } from '../../../local-stack/temporal-server.js';
import { startTeardown } from '../../support/temporal/decisions.js';
import { eventually } from '../../support/eventually.js';
import { startHarness } from '../../support/temporal/harness.js';

describe('a teardown that has changed something', () => {
  for (const code of ['UnrecognizedClientException', 'AccessDeniedException']) {
    it(`waits out ${code} and shows it`, async () => {
      const harness = await startHarness();
      try {
        const { arn, handle } = await startTeardown(harness, { gracePeriod: '1h' });
        await harness.reaches(handle, 'held');
        const release = harness.emulator.faults.add({ kind: { code, message: 'no' } });
        await handle.signal('checkNow');
        await eventually(
          async () => {
            const { phase, waitingFor } = await harness.progress(handle);
            assert.equal(phase, 'backingOff');
            assert.match(waitingFor, new RegExp(`AWS to answer again.*AWS denied .*${code}`));
          },
          // Denials are waited out for a minute, which begins again if an attempt between them fails otherwise.
          { patienceMs: 400_000 },
        );
        release();
        await handle.signal('checkNow');
        await harness.reaches(handle, 'held');
        await handle.executeUpdate('restore', { args: [{ by: 'ana' }] });
        assert.equal((await handle.result()).outcome, 'restored');
        assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
      } finally {
        await harness.close();
      }
    });
  }
});

describe('a teardown with a long history and an unreachable webhook', () => {
  it('continues as new and handles cancellation', async () => {
    const server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: {
        'limit.historyCount.suggestContinueAsNew': '40',
        'history.timerProcessorMaxTimeShift': '"1ms"',
      },
    });
    let isDown = true;
    const told: string[] = [];
    const notify = ({ type, at }: { readonly type: string; readonly at: string }) => {
      if (isDown) return Promise.reject(new Error('down'));
      told.push(`${type} ${at}`);
      return Promise.resolve();
    };
    const harness = await startHarness({ address: server.address, activities: { notify } });
    try {
      const { arn, handle } = await startTeardown(harness, { gracePeriod: '1h' });
      await harness.reaches(handle, 'held');
      const latest = harness.client.workflow.getHandle(handle.workflowId);
      const { runId: first } = await latest.describe();
      await eventually(async () => {
        await latest.signal('checkNow');
        assert.notEqual((await latest.describe()).runId, first);
      });
      await harness.reaches(latest, 'held');
      await latest.cancel();
      isDown = false;
      await assert.rejects(
        handle.result(),
        (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
      );
      assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
      assert.match(told[0] ?? '', /^teardown.stopped /);
    } finally {
      await harness.close();
      await server.stop();
    }
  });
});
