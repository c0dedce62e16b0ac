import assert from 'node:assert/strict';
import {
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { joinTeardown } from '../../../activities/shared/join-teardown.js';
import { omitUndefined } from '../../../contract/omit-undefined.js';

const CHILD = { workflowId: 'teardown-model/v1', parentId: 'teardown-project/shelves' };
const STARTED = Date.UTC(2026, 10, 30);

// Attempts that fail are what is tested.
const logger = new DefaultLogger('ERROR', () => undefined);

interface Server {
  readonly status?: WorkflowExecutionStatusName | Error;
  readonly parentId?: string;
  readonly result?: object | Error;
}

/** Joins a teardown on a server that answers like this. Returns what was asked for too. */
async function join(
  { status = 'COMPLETED', parentId = CHILD.parentId, result = {} }: Server,
  wait = true,
  startedSince?: number,
) {
  const resultsOf: (string | undefined)[] = [];
  const answer = <T>(it: T | Error) => (it instanceof Error ? Promise.reject(it) : Promise.resolve(it));
  const getHandle = (_id: string, runId?: string) => ({
    describe: () =>
      answer(
        status instanceof Error
          ? status
          : {
              status: { name: status },
              runId: 'run-2',
              startTime: new Date(STARTED),
              parentExecution: { workflowId: parentId },
            },
      ),
    result: () => {
      resultsOf.push(runId);
      return answer(result);
    },
  });
  const withAbortSignal = (_signal: AbortSignal, call: () => unknown) => call();
  const client = { workflow: { getHandle }, withAbortSignal } as unknown as Client;
  const end: unknown = await new MockActivityEnvironment({}, { client, logger }).run(() =>
    joinTeardown({ ...CHILD, wait, ...omitUndefined({ startedSince }) }, () => 1000),
  );
  return { end, resultsOf };
}

const failed = (cause: Error) => new WorkflowFailedError('failed', cause, RetryState.NON_RETRYABLE_FAILURE);

describe('a teardown that a parent joins after a reset', () => {
  it('ended as its result says: that of the run which the server has described', async () => {
    const { end, resultsOf } = await join({ result: { outcome: 'deleted' } });
    assert.deepEqual(end, { state: 'deleted' });
    assert.deepEqual(resultsOf, ['run-2']);
  });

  it('is none of its own if it was started before the parent was', async () => {
    const result = { outcome: 'restored' };
    assert.equal((await join({ result }, false, STARTED + 1)).end, undefined);
    assert.deepEqual((await join({ result }, false, STARTED)).end, { state: 'restored' });
  });

  it('ended as failed or cancelled if the server says so', async () => {
    const denied = ApplicationFailure.nonRetryable('No.', 'AccessDenied');
    assert.deepEqual((await join({ status: 'FAILED', result: failed(denied) })).end, {
      state: 'failed',
      failure: { type: 'AccessDenied', message: 'No.' },
    });
    const cancelled = failed(new CancelledFailure('cancelled'));
    assert.deepEqual((await join({ status: 'CANCELLED', result: cancelled })).end, { state: 'cancelled' });
  });

  for (const error of [
    new ServiceError('8 RESOURCE_EXHAUSTED: namespace rate limit exceeded'),
    new CancelledFailure('of the call'),
    new TypeError('the codec has no such key'),
  ]) {
    it(`has not ended because its result can not be read now: ${error.name}`, () =>
      assert.rejects(join({ result: error }), { name: error.name, message: error.message }));
  }

  it('is unknown to its parent if the server no longer has the run', async () => {
    const gone = new WorkflowNotFoundError('not found', CHILD.workflowId, undefined);
    assert.equal((await join({ status: gone })).end, undefined);
    assert.equal((await join({ result: gone })).end, undefined);
    assert.equal((await join({ parentId: 'teardown-project/boxes' })).end, undefined);
    await assert.rejects(join({ status: new ServiceError('unavailable') }), { name: 'ServiceError' });
  });

  for (const status of ['RUNNING', 'PAUSED'] as const) {
    it(`is waited for while it has not ended, or reported as running: ${status}`, async () => {
      await assert.rejects(join({ status }), { type: 'NotYet' });
      assert.deepEqual((await join({ status }, false)).end, { state: 'running' });
    });
  }
});
