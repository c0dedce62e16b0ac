import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/activity';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { recordKey, type TeardownRecord } from '../../contract/model/record.js';
import { eventually } from '../support/eventually.js';
import { assertValid } from '../support/published-schemas.js';
import { startTeardown, type TeardownRun } from '../support/temporal/decisions.js';
import { RECORDS, startHarness, type Harness } from '../support/temporal/harness.js';
import { showsFailure } from '../support/temporal/pending-failure.js';

const DENIED = { code: 'AccessDenied', message: 'Access Denied', statusCode: 403 };
const SLOW_DOWN = { code: 'SlowDown', message: 'Please reduce your request rate.', statusCode: 503 };

describe('a worker that keeps records', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness({ records: 'required' });
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const keyOf = (arn: ProjectVersionArn) => RECORDS.prefix + recordKey(arn);
  const textOf = (arn: ProjectVersionArn) => harness.emulator.objectsIn(RECORDS.bucket)[keyOf(arn)];
  const recordOf = (arn: ProjectVersionArn) => JSON.parse(textOf(arn) ?? 'null') as TeardownRecord | null;
  const callsTo = (operation: string, arn: ProjectVersionArn) =>
    harness.emulator.calls.filter((call) => call.operation === operation && call.input.includes(keyOf(arn)));
  const start = (terms: object = {}, seed: object = { status: 'STOPPED' }) =>
    startTeardown(harness, terms, seed);
  const assertRecorded = async (handle: TeardownRun, arn: ProjectVersionArn) => {
    const { record, ...result } = await handle.result();
    assert.equal(result.outcome, 'deleted');
    assert.deepEqual(record, { written: true, location: `s3://${RECORDS.bucket}/${keyOf(arn)}` });
    const { runId } = await handle.describe();
    const written = recordOf(arn);
    assert.ok(written);
    const { deletedAt } = written;
    assert.deepEqual(written, {
      format: 1,
      projectVersionArn: arn,
      deletedAt,
      workflowId: handle.workflowId,
      runId,
      result: { ...result, finishedAt: deletedAt },
    });
    assertValid('teardown-record', written);
    return written;
  };

  it('writes one before the run ends, with all that the run knows', async () => {
    const kind = SLOW_DOWN;
    const lift = harness.emulator.faults.add({ kind, operation: 'PutObject' });
    const S3Object = (Name: string) => ({ S3Object: { Bucket: 'training', Name } });
    const described = {
      BillableTrainingTimeInSeconds: 3600,
      TrainingDataResult: { Input: { Assets: [{ GroundTruthManifest: S3Object('train.manifest') }] } },
      TestingDataResult: { Output: { Assets: [{ GroundTruthManifest: S3Object('test.manifest') }] } },
      EvaluationResult: { F1Score: 0.9, Summary: S3Object('summary.json') },
      ManifestSummary: S3Object('manifest.json'),
      FeatureConfig: { ContentModeration: { ConfidenceThreshold: 50 } },
    };
    const terms = { requestedBy: 'ops', reason: 'superseded' };
    const { arn, handle } = await start(terms, { status: 'RUNNING', described });
    await harness.reaches(handle, 'recording');
    await showsFailure(handle, /^s3:PutObject of s3:\/\/records\/teardowns\/\S+\.json: SlowDown: Please/);
    const progress = await harness.progress(handle);
    assert.equal(progress.waitingFor, 'S3 to accept the record of the deletion');
    assert.equal(progress.modelStatus, 'GONE');
    assert.deepEqual(progress.accepts, []);
    assertValid('teardown-progress', progress);
    assert.equal(textOf(arn), undefined);

    lift();
    const { result, deletedAt } = await assertRecorded(handle, arn);
    assert.deepEqual([result.requestedBy, result.reason], ['ops', 'superseded']);
    assert.equal(deletedAt, result.steps.at(-1)?.at);
    assert.deepEqual(result.model?.training, {
      billableSeconds: 3600,
      trainingData: { input: ['s3://training/train.manifest'] },
      testingData: { output: ['s3://training/test.manifest'] },
      evaluationSummary: 's3://training/summary.json',
      manifestSummary: 's3://training/manifest.json',
      confidenceThreshold: 50,
    });
  });

  it('takes six history events for it', async () => {
    const { handle } = await start({}, { status: 'RUNNING' });
    await handle.result();
    assert.equal((await handle.fetchHistory()).events?.length, 41);
  });

  for (const kind of ['loseResponse', 'noRequestId'] as const) {
    it(`writes it once if ${kind === 'loseResponse' ? 'the answer is lost' : 'the answer is not known to be from S3'}`, async () => {
      harness.emulator.faults.add({ kind, operation: 'PutObject', times: 1 });
      const { arn, handle } = await start();
      await assertRecorded(handle, arn);
      const answers = callsTo('PutObject', arn).map(({ statusCode }) => statusCode);
      assert.deepEqual(answers, [kind === 'loseResponse' ? 0 : 200, 412]);
      assert.equal(callsTo('GetObject', arn).length, 1);
    });
  }

  for (const kind of ['emptyAnswer', 'garbage', 'foreignJson'] as const) {
    it(`does not take the fault ${kind} for an acknowledgement, nor for the record`, async () => {
      harness.emulator.faults.add({ kind, operation: 'PutObject', times: 1 });
      harness.emulator.faults.add({ kind: 'loseResponse', operation: 'PutObject', times: 1 });
      harness.emulator.faults.add({ kind, operation: 'GetObject', times: 1 });
      const { arn, handle } = await start();
      await assertRecorded(handle, arn);
      assert.equal(callsTo('PutObject', arn).length, 4);
      assert.equal(callsTo('GetObject', arn).length, 2);
    });
  }

  it('repeats a write that conflicts with another one', async () => {
    const kind = { code: 'ConditionalRequestConflict', statusCode: 409 };
    harness.emulator.faults.add({ kind, operation: 'PutObject', times: 1 });
    const { arn, handle } = await start();
    await assertRecorded(handle, arn);
  });

  it('overwrites no other object', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.putObject(RECORDS.bucket, keyOf(arn), '{"format":1}');
    const handle = await harness.start(arn);
    await showsFailure(handle, /is not the record of arn:\S+ It was not overwritten: move that object/);
    await handle.cancel();
    const { record } = await handle.result();
    assert.ok(record?.written === false);
    assert.equal(textOf(arn), '{"format":1}');
  });

  it('waits while S3 denies it, and shows what to allow', async () => {
    const lift = harness.emulator.faults.add({ kind: DENIED, operation: 'PutObject' });
    const { arn, handle } = await start();
    await showsFailure(handle, /AccessDenied: Access Denied \(Allow s3:PutObject in the IAM policy/);
    lift();
    await assertRecorded(handle, arn);
  });

  it('ends as deleted without a record if the run is cancelled while S3 denies it', async () => {
    harness.emulator.faults.add({ kind: DENIED, operation: 'PutObject' });
    const { arn, handle } = await start();
    await showsFailure(handle, /AccessDenied/);
    await handle.cancel();
    const { outcome, record } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.ok(record?.written === false);
    assert.match(record.why, /^s3:PutObject of s3:\/\/records\/\S+: AccessDenied: Access Denied/);
    assert.equal(textOf(arn), undefined);
  });

  it('reports the record if S3 had it when the run was cancelled', async () => {
    const lift = harness.emulator.faults.add({ kind: DENIED, operation: 'GetObject' });
    harness.emulator.faults.add({ kind: 'loseResponse', operation: 'PutObject', times: 1 });
    const { arn, handle } = await start();
    await showsFailure(handle, /^s3:GetObject of/);
    lift();
    await handle.cancel();
    await assertRecorded(handle, arn);
  });

  it('writes no record of a model that was gone before, or is kept', async () => {
    const { arn, handle } = await start({ dryRun: true });
    assert.equal((await handle.result()).record, undefined);
    assert.deepEqual(callsTo('PutObject', arn), []);
    const gone = `${arn}0` as ProjectVersionArn;
    const { outcome, record } = await (await harness.start(gone)).result();
    assert.deepEqual([outcome, record], ['alreadyGone', undefined]);
    assert.deepEqual(callsTo('PutObject', gone), []);
  });
});

describe('a run whose record was not accepted for minutes', () => {
  /** The failure of an activity that was given up. */
  const write = () =>
    Promise.reject(ApplicationFailure.nonRetryable('s3:PutObject: no answer', 'RecordNotWritten'));

  it('shows that it waits for S3, and ends when it is cancelled', async () => {
    const harness = await startHarness({ activities: { records: { keeping: 'required', write } } });
    const { handle } = await startTeardown(harness, {}, { status: 'STOPPED' });
    await harness.reaches(handle, 'backingOff');
    await eventually(async () => {
      const { waitingFor } = await harness.progress(handle);
      assert.equal(waitingFor, 'S3 to accept the record ("s3:PutObject: no answer")');
    });
    await handle.cancel();
    const { outcome, record } = await handle.result();
    assert.deepEqual([outcome, record], ['deleted', { written: false, why: 's3:PutObject: no answer' }]);
    await harness.close();
  });

  it('ends without it if records are optional', async () => {
    const harness = await startHarness({ activities: { records: { keeping: 'optional', write } } });
    const { handle } = await startTeardown(harness, {}, { status: 'STOPPED' });
    const { outcome, record } = await handle.result();
    assert.deepEqual([outcome, record], ['deleted', { written: false, why: 's3:PutObject: no answer' }]);
    await harness.close();
  });
});
