import assert from 'node:assert/strict';
import type { WorkflowHandle } from '@temporalio/client';
import { eventually } from '../eventually.js';

/** Waits until an activity of a run is retried after a failure whose message matches, as the Web UI shows it. */
export function showsFailure(handle: WorkflowHandle, message: RegExp): Promise<void> {
  return eventually(async () => {
    const { raw, status } = await handle.describe();
    assert.equal(status.name, 'RUNNING');
    const failures = (raw.pendingActivities ?? []).map(({ lastFailure }) => lastFailure?.message ?? '');
    assert.ok(
      failures.some((it) => message.test(it)),
      `no pending activity failed with ${message}: ${JSON.stringify(failures)}`,
    );
  });
}
