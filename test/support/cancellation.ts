import assert from 'node:assert/strict';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { TeardownRun } from './decisions.js';
import { eventually } from './eventually.js';
import type { Harness } from './harness.js';

/** Starts a teardown of a model that is stopped, and cancels it once it has sent Delete, which AWS answers no more. */
export async function cancelWhileDeleteIsRetried(
  harness: Harness,
  arn: ProjectVersionArn,
): Promise<TeardownRun> {
  const operation = 'DeleteProjectVersion';
  harness.emulator.faults.add({ kind: 'throttle', operation });
  const handle = await harness.start(arn);
  await eventually(() => assert.ok(harness.operations(arn).includes(operation)));
  await handle.cancel();
  return handle;
}
