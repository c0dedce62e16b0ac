import {
  ActivityCancellationType,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Answer, LocatedModel, ModelActivities, Wait } from '../contract/activities.js';
import { shortName } from '../contract/arn.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import { contractual, isContractual } from './failures.js';
import type { TeardownState } from './teardown-state.js';

type Looks = Pick<ModelActivities, 'findModel' | 'describeModel'>;

// A request to AWS is cut off after ten seconds. An attempt that takes longer than its requests could is one whose
// worker is dead, and waiting for that to come out is time that a running model costs money.
const oneRequest = {
  startToCloseTimeout: '15s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '20s' },
} as const;

// A local activity saves the way over the server, there and back, and five events; it can't ride out anything.
const looksAtOnce = proxyLocalActivities<Looks>({
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
});
const patientLooks = proxyActivities<Looks>({ ...oneRequest, startToCloseTimeout: '45s' });
const waits = proxyActivities<Pick<ModelActivities, 'waitForChange'>>(oneRequest);
// A cancel must know whether the call in flight was answered, since it may have changed the model.
const changes = proxyActivities<Pick<ModelActivities, 'stopModel' | 'deleteModel'>>({
  ...oneRequest,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A fresh look at the model: at once where AWS answers at once, else for as long as it takes. */
export async function look(state: TeardownState): Promise<Sighting> {
  try {
    return await lookWith(looksAtOnce, state);
  } catch (error) {
    if (isCancellation(error) || isContractual(error)) throw error;
    return lookWith(patientLooks, state);
  }
}

function lookWith(looks: typeof looksAtOnce | typeof patientLooks, state: TeardownState): Promise<Sighting> {
  const { model, projectArn, request } = state;
  const { projectVersionArn } = request;
  const summary = `Look at ${shortName(projectVersionArn)}`;
  return contractual(
    model === undefined
      ? looks.findModel.executeWithOptions({ summary }, [{ projectVersionArn, projectArn }])
      : looks.describeModel.executeWithOptions({ summary }, [located(model)]),
  );
}

export function waitForChange(wait: Wait): Promise<Sighting> {
  const summary = `${shortName(wait.projectVersionArn)}: ${wait.status}, until ${wait.waitingFor}`;
  return contractual(waits.waitForChange.executeWithOptions({ summary }, [wait]));
}

export function stopModel(model: ModelDescription): Promise<Answer> {
  const summary = `Stop ${shortName(model.projectVersionArn)}`;
  return contractual(changes.stopModel.executeWithOptions({ summary }, [located(model)]));
}

export function deleteModel(model: ModelDescription): Promise<Answer> {
  const summary = `Delete ${shortName(model.projectVersionArn)}`;
  return contractual(changes.deleteModel.executeWithOptions({ summary }, [located(model)]));
}

function located({ projectVersionArn, projectArn }: ModelDescription): LocatedModel {
  return { projectVersionArn, projectArn };
}
