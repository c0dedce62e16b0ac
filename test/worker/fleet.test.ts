import assert from 'node:assert/strict';
import type { NativeConnection } from '@temporalio/worker';
import { partOf } from '../../activities/aws/quota-part.js';
import { joinFleet } from '../../worker/fleet.js';
import { eventually } from '../support/eventually.js';

/** A connection to a server that answers DescribeTaskQueue with an error. */
function failingWith(code: number): NativeConnection {
  const fail = () => Promise.reject(Object.assign(new Error('no'), { code }));
  const withDeadline = (_deadline: number, call: () => Promise<unknown>) => call();
  const workflowService = { describeTaskQueue: fail, pollWorkflowTaskQueue: fail };
  return { withDeadline, workflowService } as unknown as NativeConnection;
}

describe('a worker that can not list the workers of its task queue', () => {
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
  const joining = (code: number) => {
    warnings.length = 0;
    return joinFleet(failingWith(code), { namespace: 'default', taskQueue: 'queue' }, log);
  };

  it('goes on slowly if it may not list them, so that no model is billed for ever', async () => {
    for (const code of [7, 12]) {
      const fleet = joining(code);
      await eventually(() => assert.ok(warnings.length > 0));
      assert.match(warnings[0] ?? '', /as one of 10 workers.*Allow DescribeTaskQueue/);
      const { places, windowMs } = partOf(3, fleet.place());
      assert.deepEqual([places, windowMs], [1, 3334]);
      await fleet.leave();
      assert.equal(fleet.place(), undefined);
    }
  });

  it('sends nothing to AWS if the server does not answer', async () => {
    const fleet = joining(14);
    await eventually(() => assert.ok(warnings.length > 0));
    assert.match(warnings[0] ?? '', /does not know its part of AWS's quota, and does not call AWS\./);
    assert.equal(fleet.place(), undefined);
    await fleet.leave();
  });
});
