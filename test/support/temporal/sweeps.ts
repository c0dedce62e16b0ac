import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepPhase, SweepProgress, SweepResult } from '../../../contract/sweep/result.js';
import type { ModelSeed } from '../../../emulator/seeds.js';
import { eventually } from '../eventually.js';
import type { Harness } from './harness.js';

/** The account and Region of the emulator's models, unless a test says otherwise. */
export const PLACE = { accountId: '111122223333', region: 'eu-west-1' };

const DAY_MS = 86_400_000;

/** Starts a sweep under an ID of its own. */
export function startSweep({ client, taskQueue }: Harness, rules: object): Promise<WorkflowHandle> {
  return client.workflow.start('sweepModels', {
    taskQueue,
    workflowId: `sweep-models/${randomUUID()}`,
    args: [{ ...PLACE, ...rules }],
  });
}

/** Adds a model, which is stopped unless the seed says otherwise. */
export function addModelOfAge(
  harness: Harness,
  projectArn: string,
  name: string,
  daysOld: number,
  seed: Partial<ModelSeed> = {},
): Promise<ProjectVersionArn> {
  const createdAt = Date.now() - daysOld * DAY_MS;
  return harness.addModel({ projectArn, name, status: 'STOPPED', createdAt, ...seed });
}

/** Waits until a sweep is in a phase. */
export function sweepReaches(handle: WorkflowHandle, phase: SweepPhase): Promise<void> {
  return eventually(async () => assert.equal((await handle.query<SweepProgress>('progress')).phase, phase));
}

/** Returns the state of each model of a result, by the model's name. */
export function statesByName({ models }: Pick<SweepResult, 'models'>): Readonly<Record<string, string>> {
  return Object.fromEntries<string>(
    models.map(({ projectVersionArn, state }) => [projectVersionArn.split('/')[3] ?? '', state]),
  );
}
