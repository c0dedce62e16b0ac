import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { recordKey } from '../../contract/model/record.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';
import { commandOn } from '../support/processes/command.js';
import { startTeardown } from '../support/temporal/decisions.js';
import { RECORDS, startHarness, type Harness } from '../support/temporal/harness.js';

describe('the command show, once Temporal has forgotten the run', () => {
  let harness: Harness;
  let arn: ProjectVersionArn;
  let result: TeardownResult;
  before(async () => {
    harness = await startHarness({ records: 'required' });
    ({ arn, result } = await forgotten());
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const { start } = commandOn(() => harness);
  const show = async (model: string, env: NodeJS.ProcessEnv = {}) => {
    const command = start(['show', model, '--json'], {
      TEARDOWN_RECORDS: 's3://records/teardowns/',
      TEARDOWN_RECORDS_REGION: RECORDS.region,
      AWS_ENDPOINT_URL_S3: harness.emulator.url,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      ...env,
    });
    const code = await command.ended;
    return { code, document: JSON.parse(command.out()) as unknown, err: command.err() };
  };
  /** Tears a model down, and deletes its run as the end of the retention period does. */
  const forgotten = async (): Promise<{
    readonly arn: ProjectVersionArn;
    readonly result: TeardownResult;
  }> => {
    const { client } = harness;
    const { arn: deleted, handle } = await startTeardown(harness, { requestedBy: 'ops' });
    const ended = await handle.result();
    const { workflowId } = handle;
    const { runId } = await handle.describe();
    await client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId, runId },
    });
    await eventually(() => assert.rejects(handle.describe(), { name: 'WorkflowNotFoundError' }));
    return { arn: deleted, result: ended };
  };

  it('reads the record', async () => {
    const { code, document, err } = await show(arn);
    assert.equal(code, 0, err);
    const { finishedAt, record } = document as TeardownResult;
    assert.equal(finishedAt, result.steps.at(-1)?.at);
    assert.deepEqual(document, { ...result, finishedAt });
    assert.deepEqual(record, { written: true, location: `s3://records/teardowns/${recordKey(arn)}` });
  });

  it('fails with the reason if there is no record', async () => {
    const { code, err } = await show(`${arn}1`);
    assert.equal(code, 5);
    assert.match(
      err,
      /^There is no teardown of arn\S+ .* S3 has no record at s3:\/\/records\/teardowns\/\S+ either\./,
    );
    const without = await show(arn, { TEARDOWN_RECORDS: '' });
    assert.equal(without.code, 5);
    assert.match(without.err, /^There is no teardown of arn/);
    assert.doesNotMatch(without.err, /S3/);
  });

  it('fails with the reason if the answer never ends', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'x-amz-request-id': 'R', etag: '"x"' }).write('{');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, err } = await show(arn, { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
    server.closeAllConnections();
    server.close();
    assert.equal(code, 1);
    assert.match(err, /^s3:GetObject of s3:\S+: Error: no answer within 10 s$/m);
  });

  it('fails with what S3 said, and what to do', async () => {
    harness.emulator.faults.add({
      kind: { code: 'AccessDenied', statusCode: 403 },
      operation: 'GetObject',
    });
    const { code, err } = await show(arn);
    assert.equal(code, 1);
    assert.match(err, /^s3:GetObject of s3:\S+: AccessDenied: .*Allow s3:GetObject in the IAM policy/);
  });
});
