import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ModelRow } from '../../../contract/project/result.js';
import { tearDownModels } from '../../../workflows/shared/tear-down-models.js';
import { childrenInto, twoModels } from './two-models.js';

const childStarted = defineSignal('childStarted');

/** A teardown that is refused in the moment in which it is cancelled. */
export async function teardownModel(): Promise<void> {
  const { parent } = workflowInfo();
  if (parent) await getExternalWorkflowHandle(parent.workflowId).signal(childStarted);
  await CancellationScope.current().cancelRequested.catch(() => undefined);
  throw ApplicationFailure.nonRetryable('it is protected', 'ModelProtected');
}

/** Is cancelled while it tears a model down, and returns how that ended. */
export async function cancelledMeanwhile(): Promise<readonly unknown[]> {
  const rows: ModelRow[] = [];
  let started = false;
  setHandler(childStarted, () => void (started = true));
  const scope = new CancellationScope();
  const teardowns = scope.run(() => tearDownModels(childrenInto(rows), twoModels()));
  await condition(() => rows.length === 1 && started);
  scope.cancel();
  const ended = await teardowns.catch((error: unknown) => (isCancellation(error) ? 'cancelled' : error));
  return [ended, ...rows.map(({ state }) => state)];
}
