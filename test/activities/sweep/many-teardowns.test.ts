import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client, type ConnectionLike } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { findTeardowns } from '../../../activities/sweep/find-teardowns.js';
import { createEncryptionCodec } from '../../../codec/encryption-codec.js';
import { loadKeyring } from '../../../codec/keyring.js';
import { shortDigest } from '../../../contract/short-digest.js';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';

/** Temporal refuses larger payloads, and warns of those of a quarter of that. */
const MOST_BYTES = 2 * 1024 * 1024;
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const NAME = 'n'.repeat(90);

const arns = Array.from(
  { length: 20_000 },
  (_, index) =>
    `arn:aws:rekognition:eu-west-1:111122223333:project/${NAME}-${index % 100}/version/${NAME}-${index}/1690556751958` as ProjectVersionArn,
);

describe('the running teardowns of an account with many of them', () => {
  let found: readonly string[];
  before(async () => {
    const environment = new MockActivityEnvironment({}, { client: clientListing(arns) });
    found = (await environment.run(findTeardowns, { ...PLACE, digests: true }, () =>
      Promise.resolve(true),
    )) as readonly string[];
  });

  it('are found by their digests', () => {
    assert.deepEqual(found.toSorted(), arns.map(shortDigest).toSorted());
    // Also of ten times as many, no two have the same one.
    const more = arns.flatMap((arn) => Array.from({ length: 10 }, (_, index) => `${arn}${index}`));
    assert.equal(new Set(more.map(shortDigest)).size, more.length);
  });

  it('fit in the result of an activity several times, also encrypted and in base64', async () => {
    const key = randomBytes(32).toString('base64');
    const keyring = await loadKeyring({ TEARDOWN_ENCRYPTION_KEYS: `2026=${key}` });
    assert.ok(keyring);
    const payload = defaultPayloadConverter.toPayload(found);
    const payloads = await createEncryptionCodec(keyring).encode([payload]);
    const bytes = temporal.api.common.v1.Payloads.encode({ payloads }).finish();
    const inBase64 = Buffer.from(bytes).toString('base64').length;
    assert.ok(inBase64 < MOST_BYTES / 4, `${inBase64} bytes`);
  });
});

/** Returns a client of a server that lists a running teardown of each model, a thousand on a page. */
function clientListing(models: readonly ProjectVersionArn[]): Client {
  const listWorkflowExecutions = ({ nextPageToken }: { readonly nextPageToken: Uint8Array }) => {
    const from = Number(Buffer.from(nextPageToken).toString());
    const executions = models.slice(from, from + 1000).map((arn, index) =>
      temporal.api.workflow.v1.WorkflowExecutionInfo.fromObject({
        execution: { workflowId: teardownModelWorkflowId(arn), runId: String(from + index) },
        type: { name: 'teardownModel' },
        status: 'WORKFLOW_EXECUTION_STATUS_RUNNING',
        startTime: { seconds: 1 },
        historyLength: 3,
      }),
    );
    const next = from + 1000 < models.length ? String(from + 1000) : '';
    return Promise.resolve({ executions, nextPageToken: Buffer.from(next) });
  };
  const connection = {
    workflowService: { listWorkflowExecutions },
    withAbortSignal: <T>(_: AbortSignal, call: () => Promise<T>) => call(),
  };
  return new Client({ connection: connection as unknown as ConnectionLike });
}
