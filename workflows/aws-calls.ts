import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Answer, GuardTags, LocatedModel, ModelActivities, Wait } from '../contract/activities.js';
import { shortName } from '../contract/arn.js';
import type { ModelDescription, Sighting, Traffic } from '../contract/model.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';
import { AT_ONCE, PATIENTLY } from './call-options.js';
import { contractual } from './failures.js';
import type { TeardownState } from './teardown-state.js';

type Looks = Pick<ModelActivities, 'findModel' | 'describeModel' | 'readTags' | 'readTraffic'>;

const looksAtOnce = proxyLocalActivities<Looks>(AT_ONCE);
const patientLooks = proxyActivities<Looks>(PATIENTLY);
const waits = proxyActivities<Pick<ModelActivities, 'waitForChange'>>(PATIENTLY);
// A cancel must know whether the call in flight was answered, since it may have changed the model.
const changes = proxyActivities<Pick<ModelActivities, 'startModel' | 'stopModel' | 'deleteModel'>>({
  ...PATIENTLY,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A fresh look at the model: at once where AWS answers at once, else for as long as it takes. */
export function look(state: TeardownState): Promise<Sighting> {
  return atOnceOrPatiently(looksAtOnce, patientLooks, (looks) => lookWith(looks, state));
}

/** The tags that guard the model; undefined where AWS says that there is nothing to guard. */
export function readTags(model: ModelDescription): Promise<GuardTags | undefined> {
  const summary = `Tags of ${shortName(model.projectVersionArn)} and its project`;
  return atOnceOrPatiently(looksAtOnce, patientLooks, (looks) =>
    contractual(looks.readTags.executeWithOptions({ summary }, [located(model)])),
  );
}

/** What CloudWatch shows of the model's use. */
export function readTraffic(model: ModelDescription): Promise<Traffic> {
  const summary = `Traffic of ${shortName(model.projectVersionArn)}`;
  return atOnceOrPatiently(looksAtOnce, patientLooks, (looks) =>
    contractual(looks.readTraffic.executeWithOptions({ summary }, [located(model)])),
  );
}

type Looking = typeof looksAtOnce | typeof patientLooks;

function lookWith(looks: Looking, state: TeardownState): Promise<Sighting> {
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

export function startModel(model: ModelDescription): Promise<Answer> {
  // AWS's own minimum, for the case that it did not say what the model ran with.
  const { minInferenceUnits = 1, maxInferenceUnits } = model;
  const summary = `Start ${shortName(model.projectVersionArn)} again`;
  const start = { ...located(model), minInferenceUnits, maxInferenceUnits };
  return contractual(changes.startModel.executeWithOptions({ summary }, [start]));
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
