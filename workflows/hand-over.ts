import {
  log,
  setCurrentDetails,
  defineSignal,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { shortName } from '../contract/arn.js';
import type { TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { canonicalModelId, modelMemoOf } from './canonical-ids.js';
import { resultOf, startCanonical } from './canonical-child.js';
import { detailsOf } from './details.js';
import { newMemory } from './memory.js';
import { progressOf } from './progress.js';
import { checkNowSignal, DESCRIPTIONS, pauseSignal, progressQuery, resumeSignal } from './messages.js';
import type { teardownModel } from './teardown-model.js';

/**
 * A run under any other id (the Web UI's form makes people type one) has the teardown done by a child under the
 * canonical id, and returns its result: two teardowns of one model never run side by side.
 */
export async function handOver(request: TeardownRequest): Promise<TeardownResult> {
  const workflowId = canonicalModelId(request.projectVersionArn);
  const now = Date.now();
  const progress: TeardownProgress = {
    ...progressOf(request, newMemory(request, now), now),
    phase: 'handedOver',
    waitingFor: `the workflow ${workflowId}, which does the work`,
    accepts: [],
    workflowId,
  };
  setHandler(progressQuery, () => progress, { description: DESCRIPTIONS.progress });
  setCurrentDetails(detailsOf(progress));

  const { projectVersionArn } = request;
  const child = await startCanonical<typeof teardownModel>({
    type: 'teardownModel',
    workflowId,
    args: [request],
    arn: projectVersionArn,
    summary: `Tear down ${shortName(projectVersionArn)}`,
    memo: modelMemoOf(projectVersionArn, request),
  });
  // A signal may come when the child has ended and this run was not told yet: what fails here must not end it.
  const passOn =
    (signal: string) =>
    (...args: readonly unknown[]) =>
      child.signal(signal, ...args).catch((error: unknown) => {
        log.warn('signal not passed on', { signal, to: workflowId, error: String(error) });
      });
  for (const [{ name }, description] of [
    [checkNowSignal, DESCRIPTIONS.checkNow],
    [pauseSignal, DESCRIPTIONS.pause],
    [resumeSignal, DESCRIPTIONS.resume],
  ] as const) {
    setHandler(defineSignal<unknown[]>(name), passOn(name), { description });
  }
  // Decisions that come as signals.
  setDefaultSignalHandler((name, ...args) => passOn(name)(...args));
  return resultOf(child);
}
