import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import type { teardownModel } from '../../../workflows/index.js';
import type { Harness } from './harness.js';

export type TeardownRun = WorkflowHandle<typeof teardownModel>;

export const APPROVAL = { approval: { required: true } };

/** Starts a teardown on these terms of a model of its own, which runs unless the seed says otherwise. */
export async function startTeardown(
  harness: Harness,
  terms: object,
  seed: object = { status: 'RUNNING', minInferenceUnits: 2 },
): Promise<{ readonly arn: ProjectVersionArn; readonly handle: TeardownRun }> {
  const arn = await harness.addModel(seed);
  return { arn, handle: await harness.start({ projectVersionArn: arn, ...terms }) };
}

/** Sends an update past our own client, as other languages do. */
export function update(
  handle: WorkflowHandle,
  name: string,
  input: unknown = { by: 'ana' },
): Promise<string> {
  return handle.executeUpdate<string, [unknown]>(name, { args: [input] });
}
