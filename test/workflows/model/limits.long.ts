import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { teardownModel } from '../../../workflows/index.js';
import { startTeardown, update } from '../../support/temporal/decisions.js';
import { failureOf } from '../../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';

const NESTED = '['.repeat(100_000) + ']'.repeat(100_000);

describe("a teardown at Temporal's limits", function () {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ intervalMs: 1000 });
  });
  after(() => harness.close());

  const training = async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    return { arn, handle };
  };
  /** Ten at a time: the server writes one after the other, and each call has a deadline. */
  const often = async (times: number, send: (index: number) => Promise<unknown>) => {
    let sent = 0;
    const inTurn = async () => {
      while (sent < times) await send((sent += 1));
    };
    await Promise.all(Array.from({ length: 10 }, inTurn));
  };
  const service = () => harness.client.workflowService;
  /** As another SDK would encode it: ours can not write what is nested so deeply. */
  const json = (data: string | Uint8Array) => ({
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(data) }],
  });
  const startRaw = async (data: string, { workflowService } = harness.client.connection) => {
    const workflowId = randomUUID();
    await workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId,
      requestId: randomUUID(),
      workflowType: { name: 'teardownModel' },
      taskQueue: { name: harness.taskQueue },
      input: json(data),
    });
    return harness.client.workflow.getHandle(workflowId);
  };

  it('handles 5,000 signals, continues, and keeps the first decision and the last', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.client.workflow.start<typeof teardownModel>('teardownModel', {
      taskQueue: harness.taskQueue,
      workflowId: teardownModelWorkflowId(arn),
      args: [arn],
      // A replay of thousands of signals takes seconds. If it takes more than Temporal's ten, as on a busy machine, it is
      // begun anew without end.
      workflowTaskTimeout: '2m',
    });
    await harness.reaches(handle, 'training');
    const latest = harness.client.workflow.getHandle(handle.workflowId);
    const { runId: first } = await latest.describe();
    const longNote = 'why '.repeat(250);
    await often(5000, (index) =>
      index % 3 === 0
        ? latest.signal('checkNow')
        : latest.signal(index % 3 === 1 ? 'pause' : 'resume', { by: `mary ${index}`, note: longNote }),
    );
    await latest.signal('resume', { by: 'the last' });
    await latest.signal('pause', { by: 'the last' });
    await latest.signal('resume', { by: 'the last' });
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await latest.signal('checkNow');
    const { outcome, decisions = [] } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.match(decisions[0]?.by ?? '', /^mary \d{1,3}$/);
    assert.equal(decisions.at(-1)?.by, 'the last');
    assert.equal(decisions.length, 200);
    const { historyLength, runId } = await latest.describe();
    assert.notEqual(runId, first);
    assert.ok(historyLength < 20_000, `${historyLength} events`);
    // Half a minute alone; each signal takes its share of a machine that may be busy.
  }).timeout(1_800_000);

  it('handles a postponement on each of 90 days with a short history', async () => {
    const { handle } = await startTeardown(harness, { gracePeriod: '90d' }, { status: 'STOPPED' });
    await harness.reaches(handle, 'held');
    const { graceEndsAt } = await harness.progress(handle);
    for (let day = 0; day < 90; day += 1) {
      await update(handle, 'postpone', { by: 'mary', for: '1d', note: `day ${day}` });
    }
    const after = await harness.progress(handle);
    const postponed = Date.parse(after.graceEndsAt ?? '') - Date.parse(graceEndsAt ?? '');
    assert.equal(postponed, 90 * 24 * 3_600_000);
    await update(handle, 'deleteNow');
    const { outcome, decisions = [] } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.equal(decisions.length, 91);
    // Of the four thousand at which a run is continued as new.
    const { historyLength } = await handle.describe();
    assert.ok(historyLength < 4000, `${historyLength} events`);
  });

  for (const [what, data] of [
    ['nested deeply', NESTED],
    ['an object with fields nested deeply', `{"projectVersionArn":${NESTED}}`],
    ['of 1.5 MB', JSON.stringify({ projectVersionArn: 'x', reason: 'x'.repeat(1_500_000) })],
    ['with a field that every object has', '{"__proto__":{"dryRun":true}}'],
    ['that is no JSON object', '"\\u0000"'],
  ] as const) {
    it(`rejects an input ${what}`, async () => {
      const failure = await failureOf((await startRaw(data)).result());
      assert.equal(failure.type, 'InvalidRequest');
      assert.ok(failure.message.length < 1000, `${failure.message.length} characters`);
    });
  }

  it('does not start with an input of 10 MB, which Temporal rejects', async () => {
    const address = process.env['TEMPORAL_ADDRESS'] ?? '';
    // Without the interceptors that try again.
    const once = await Connection.connect({ address, interceptors: [] });
    await assert.rejects(startRaw(JSON.stringify('x'.repeat(10_000_000)), once), /larger than max/);
    await once.close();
  });

  it('is not affected by deeply nested signals and updates', async () => {
    const { arn, handle } = await training();
    const workflowExecution = { workflowId: handle.workflowId };
    for (const signalName of ['pause', 'resume', 'checkNow', 'noSuchSignal']) {
      const execution = { namespace: 'default', workflowExecution, requestId: randomUUID() };
      await service().signalWorkflowExecution({ ...execution, signalName, input: json(NESTED) });
    }
    for (const name of ['approve', 'postpone', 'noSuchUpdate']) {
      const { outcome } = await service().updateWorkflowExecution({
        namespace: 'default',
        workflowExecution,
        waitPolicy: { lifecycleStage: 3 },
        request: {
          meta: { updateId: randomUUID(), identity: 'test' },
          input: { name, args: json(NESTED) },
        },
      });
      assert.ok(outcome?.failure, `${name} was taken`);
    }
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await handle.signal('checkNow');
    assert.equal((await handle.result()).outcome, 'deleted');
  });
});
