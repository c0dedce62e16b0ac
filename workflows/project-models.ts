import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { ListedModel } from '../contract/activities.js';
import { shortName } from '../contract/arn.js';
import { given } from '../contract/given.js';
import { memoOf } from '../contract/memo.js';
import { teardownModelWorkflowId } from '../contract/names.js';
import type { ModelRow } from '../contract/project-result.js';
import { startCanonical } from './canonical-child.js';
import type { ProjectState } from './project-state.js';
import type { teardownModel } from './teardown-model.js';

/** As many at a time as the request allows; no new ones once the run is to continue as new. */
export async function tearDownModels(state: ProjectState, models: readonly ListedModel[]): Promise<void> {
  const waiting = [...models];
  const inTurn = async () => {
    while (!workflowInfo().continueAsNewSuggested) {
      const model = waiting.shift();
      if (model === undefined) return;
      state.setRow(await tearDownModel(state, model));
    }
  };
  const { maxParallel } = state.request;
  await Promise.all(Array.from({ length: Math.min(maxParallel, models.length) }, inTurn));
}

async function tearDownModel(
  state: ProjectState,
  { projectVersionArn, status }: ListedModel,
): Promise<ModelRow> {
  const {
    projectArn,
    dryRun,
    ifRunning,
    ifServing,
    ifTraining,
    gracePeriod,
    protectTag,
    requestedBy,
    reason,
  } = state.request;
  state.setRow({ projectVersionArn, status, state: 'running' });
  try {
    const child = await startCanonical<typeof teardownModel>({
      type: 'teardownModel',
      workflowId: teardownModelWorkflowId(projectVersionArn),
      args: [
        {
          projectVersionArn,
          projectArn,
          dryRun,
          ifRunning,
          ifServing,
          ifTraining,
          protectTag,
          ...given({ gracePeriod, requestedBy, reason }),
        },
      ],
      arn: projectVersionArn,
      summary: `Tear down ${shortName(projectVersionArn)}`,
      memo: memoOf(state.request),
    });
    const { outcome, plan: planned } = await child.result();
    return { projectVersionArn, status, state: outcome, ...given({ plan: planned }) };
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    if (isCancellation(error)) return { projectVersionArn, status, state: 'cancelled' };
    return { projectVersionArn, status, state: 'failed', failure: reasonOf(error) };
  }
}

function reasonOf(error: unknown): { readonly type: string; readonly message: string } {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { type: String(cause.type), message: cause.message };
  return cause instanceof Error
    ? { type: cause.name, message: cause.message }
    : { type: 'Error', message: String(cause) };
}
