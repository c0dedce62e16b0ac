import {
  ApplicationFailure,
  ChildWorkflowFailure,
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
import { startCanonical } from './canonical-child.js';
import { detailsOf } from './details.js';
import { given } from '../contract/given.js';
import { checkNowSignal, DESCRIPTIONS, pauseSignal, progressQuery, resumeSignal } from './messages.js';
import type { teardownModel } from './teardown-model.js';

/**
 * A run under any other id (the Web UI's form makes people type one) has the teardown done by a child under the
 * canonical id, and returns its result: two teardowns of one model never run side by side.
 */
export async function handOver(request: TeardownRequest): Promise<TeardownResult> {
  const workflowId = canonicalModelId(request.projectVersionArn);
  const progress = progressOf(request, workflowId);
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
  try {
    return await child.result();
  } catch (error) {
    // The child's own failure is this run's failure, type and all.
    if (error instanceof ChildWorkflowFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}

function progressOf(request: TeardownRequest, workflowId: string): TeardownProgress {
  const { projectVersionArn, projectArn, dryRun, requestedBy, reason } = request;
  const startedAt = new Date().toISOString();
  return {
    phase: 'handedOver',
    since: startedAt,
    projectVersionArn,
    ...given({ projectArn, requestedBy, reason }),
    waitingFor: `the workflow ${workflowId}, which does the work`,
    dryRun,
    deleteSent: false,
    paused: false,
    accepts: [],
    decisions: [],
    startedAt,
    steps: [],
    workflowId,
  };
}
