import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/activity';
import type { RecordToWrite } from '../../contract/activities.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../local-stack/temporal-server.js';
import type { teardownModel } from '../../workflows/index.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('a run that waits for S3 for long', () => {
  let server: TemporalServer;
  let harness: Harness;
  let isDown = true;
  const written: RecordToWrite[] = [];
  before(async () => {
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': '50' },
    });
    const write = (record: RecordToWrite) => {
      if (isDown) return Promise.reject(ApplicationFailure.nonRetryable('SlowDown', 'RecordNotWritten'));
      written.push(record);
      return Promise.resolve('s3://records/v1.json');
    };
    harness = await startHarness({
      address: server.address,
      activities: { records: { keeping: 'required', write } },
    });
  });
  after(async () => {
    await harness.close();
    await server.stop();
  });

  it('continues as new, does not describe the model again, and writes the record in the end', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { workflowId } = await harness.start({ projectVersionArn: arn, requestedBy: 'ops' });
    const latest = harness.client.workflow.getHandle<typeof teardownModel>(workflowId);
    await harness.reaches(latest, 'backingOff');
    const looks = harness.operations(arn);
    const { runId: firstRun } = await latest.describe();
    await eventually(async () => {
      await latest.signal('checkNow');
      assert.notEqual((await latest.describe()).runId, firstRun);
    });
    isDown = false;
    await latest.signal('checkNow');
    const { outcome, record, steps, requestedBy } = await latest.result();
    assert.deepEqual(
      [outcome, record, requestedBy],
      ['deleted', { written: true, location: 's3://records/v1.json' }, 'ops'],
    );
    assert.deepEqual(harness.operations(arn), looks);
    const [kept, another] = written.map((it) => it.record);
    assert.equal(another, undefined);
    assert.equal(kept?.runId, (await latest.describe()).runId);
    assert.equal(kept?.deletedAt, steps.at(-1)?.at);
  });
});
