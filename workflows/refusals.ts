import type { ModelDescription, Traffic } from '../contract/model.js';
import type { TeardownRequest } from '../contract/request.js';
import { deadlineOf, type Memory } from './memory.js';
import type { Refusal } from './next-step.js';
import { isoIf } from './run-memory.js';
import { inWords } from './traffic.js';

/** Why a model in this state is not torn down, and what to do about it. */
export function refusalReason(
  failure: Refusal,
  { projectVersionArn, status, feature }: ModelDescription,
): string {
  switch (failure) {
    case 'ModelRunning':
      return `${projectVersionArn} is ${status} and the request says ifRunning "fail", so StopProjectVersion was not sent. Stop the model first, or ask with ifRunning "stop".`;
    case 'ModelTraining':
      return `${projectVersionArn} is ${status} and the request says ifTraining "fail", so it was not waited for. Ask again when training has ended, or with ifTraining "wait".`;
    case 'UnexpectedStatus':
      return `DescribeProjectVersions says that ${projectVersionArn} (${feature}) is ${status}, for which no safe step is known, so nothing more was sent. Look at the model in the Rekognition console, or update rekognition-teardown.`;
    default:
      return failure satisfies never;
  }
}

/** AWS called a request invalid twice over: the call, and the status that it came from, did not change. */
export function refusedAsInvalid(action: string, model: ModelDescription, message: string): string {
  return `${action} of ${model.projectVersionArn}, which is ${model.status}, was refused as invalid: "${message}". Look at the model in the Rekognition console before you ask again.`;
}

/** What a run was waiting for when its deadline passed. */
export function lateness(request: TeardownRequest, memory: Memory): string {
  const { status = 'never', waitingFor, mayHaveDeleted } = memory;
  const sent = mayHaveDeleted
    ? 'DeleteProjectVersion had been sent; whether AWS carried it out was not confirmed.'
    : 'DeleteProjectVersion was not sent.';
  return `The deadline (${isoIf(deadlineOf(request, memory))}) passed while waiting for ${waitingFor}; ${request.projectVersionArn} was last seen ${status}. ${sent} Start the teardown again, with a longer deadline, to go on from here.`;
}

/** Why a model is left that a sweep selected in another status than it has now. */
export function leftReason(
  { projectVersionArn, status }: ModelDescription,
  selectedIn: readonly string[],
): string {
  return `${projectVersionArn} is ${status} and was selected as one of ${selectedIn.join(', ')}: somebody has used it since, so it is left as it is and nothing was sent. Sweep again if it is still to go.`;
}

/** Why a tag keeps a model from being torn down. */
export function protectionReason(
  carrier: 'model' | 'project',
  tag: string,
  { projectVersionArn, projectArn, status }: ModelDescription,
): string {
  const arn = carrier === 'model' ? projectVersionArn : projectArn;
  return `ListTagsForResource says that the ${carrier} ${arn} carries the tag ${tag}, which protects ${projectVersionArn} (${status}), so it is not torn down. Remove the tag (UntagResource) if that is meant, then ask again.`;
}

/** Why a model that serves is not torn down. */
export function servingReason(
  traffic: Traffic,
  { projectVersionArn, status }: Pick<ModelDescription, 'projectVersionArn' | 'status'>,
): string {
  return `${projectVersionArn} is ${status}, ${inWords(traffic)} (GetMetricData), and the request says ifServing "fail", so StopProjectVersion was not sent. Ask again when it serves no more, or with ifServing "ask".`;
}

/** Why a model that was stopped can't be started again. */
export function unrestorable(
  { projectVersionArn, status }: Pick<ModelDescription, 'projectVersionArn' | 'status'>,
  mayBeDeleting: boolean,
): string {
  const wanted = `${projectVersionArn} was to be started again, but DescribeProjectVersions`;
  const sent = 'DeleteProjectVersion had been sent before that, and may have been carried out.';
  return status === 'GONE'
    ? `${wanted} no longer lists it: ${mayBeDeleting ? sent : 'somebody else has deleted it, not this teardown.'}`
    : `${wanted} says that it is ${status}, from which StartProjectVersion is not known to help. ${mayBeDeleting ? sent : 'Nothing was deleted.'} Look at the model in the Rekognition console.`;
}
