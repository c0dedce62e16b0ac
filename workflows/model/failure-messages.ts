import type { ModelDescription, Traffic } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { deadlineOf } from '../shared/deadline.js';
import { isoIf } from '../shared/run-state.js';
import type { Refusal } from './next-step.js';
import { CHANGES, mayHaveStopped, type Memory } from './state.js';
import { trafficInWords } from './traffic.js';

/** What a run remembers of the changes that it may have sent. */
type SentBefore = Pick<Memory, 'stopSent' | 'sent' | 'mayHaveDeleted'>;

const NOTHING_SENT: SentBefore = { stopSent: false, mayHaveDeleted: false };

/** Returns which changes were sent before, or else the sentence that nothing was. */
function sentBefore(memory: SentBefore, nothing: string): string {
  const stop = mayHaveStopped(memory) ? [CHANGES.stop.action] : [];
  const sent = [...stop, ...(memory.mayHaveDeleted ? [CHANGES.delete.action] : [])];
  if (sent.length === 0) return nothing;
  return `no further change was sent. ${sent.join(' and ')} ${sent.length === 1 ? 'was' : 'were'} sent earlier.`;
}

/** Returns why a model in this state is not torn down, and what to do. */
export function refusalReason(
  failure: Refusal,
  { projectVersionArn, status, feature }: ModelDescription,
  before = NOTHING_SENT,
): string {
  switch (failure) {
    case 'ModelRunning':
      return `${projectVersionArn} is ${status} and the request has ifRunning "fail", so ${sentBefore(before, 'StopProjectVersion was not sent.')} Stop the model first, or set ifRunning to "stop".`;
    case 'ModelTraining':
      return `${projectVersionArn} is ${status} and the request has ifTraining "fail", so the teardown did not wait. Start it again when training has ended, or set ifTraining to "wait".`;
    case 'UnexpectedStatus':
      return `DescribeProjectVersions reports that ${projectVersionArn} (${feature}) is ${status}, for which no safe step is known, so no further request was sent. Check the model in the Rekognition console, or upgrade rekognition-teardown.`;
    default:
      return failure satisfies never;
  }
}

/** Returns the message for a call that AWS rejected as invalid twice, in the same status. */
export function refusedAsInvalid(action: string, model: ModelDescription, message: string): string {
  return `${action} of ${model.projectVersionArn}, which is ${model.status}, was rejected as invalid: "${message}". Check the model in the Rekognition console before you start the teardown again.`;
}

/** Returns what a run was waiting for when its deadline passed. */
export function lateness(request: TeardownRequest, memory: Memory): string {
  const { status = 'never', waitingFor, mayHaveDeleted } = memory;
  const sent = mayHaveDeleted
    ? 'DeleteProjectVersion was sent, but whether AWS carried it out is not confirmed.'
    : 'DeleteProjectVersion was not sent.';
  return `The deadline (${isoIf(deadlineOf(request, memory))}) passed while waiting for ${waitingFor}; ${request.projectVersionArn} was last seen ${status}. ${sent} To continue, start the teardown again with a longer deadline.`;
}

/** Returns what became of a restore that a cancel or the deadline has ended. */
export function unrestoredReason(request: TeardownRequest, memory: Memory): string {
  const { late, restore, status = 'never', backOff, mayHaveDeleted } = memory;
  const { projectVersionArn } = request;
  const waitingFor = backOff?.why ?? memory.waitingFor;
  const over = late ? `the deadline (${isoIf(deadlineOf(request, memory))}) passed` : 'the run was cancelled';
  const started = restore === 'sent' ? 'was accepted by AWS' : 'was not confirmed by AWS';
  const deleted = mayHaveDeleted
    ? 'DeleteProjectVersion was sent earlier and may have been carried out.'
    : 'Nothing was deleted.';
  return `${projectVersionArn} was to be restored, but ${over} while the run was waiting for ${waitingFor}. StartProjectVersion ${started}, and the model was last seen ${status}. ${deleted} Start the model yourself if it is needed.`;
}

/** Returns why a model is kept that no longer has a status in which the sweep selected it. */
export function leftReason(
  { projectVersionArn, status }: ModelDescription,
  selectedIn: readonly string[],
  before: SentBefore,
): string {
  return `${projectVersionArn} is ${status}, but the sweep selected models that are ${selectedIn.join(', ')}: somebody has used it since, so it was left as it is and ${sentBefore(before, 'no change was sent.')} Sweep again if it should still be deleted.`;
}

/** Returns why a tag protects a model. */
export function protectionReason(
  carrier: 'model' | 'project',
  tag: string,
  { projectVersionArn, projectArn, status }: ModelDescription,
): string {
  const arn = carrier === 'model' ? projectVersionArn : projectArn;
  return `ListTagsForResource reports that the ${carrier} ${arn} has the tag ${tag}, which protects ${projectVersionArn} (${status}), so it was not torn down. To tear it down anyway, remove the tag (UntagResource) and start the teardown again.`;
}

/** Returns why a model in use is not torn down. */
export function servingReason(
  traffic: Traffic,
  { projectVersionArn, status }: Pick<ModelDescription, 'projectVersionArn' | 'status'>,
  before = NOTHING_SENT,
): string {
  return `${projectVersionArn} is ${status}, ${trafficInWords(traffic)} (GetMetricData), and the request has ifServing "fail", so ${sentBefore(before, 'StopProjectVersion was not sent.')} Start the teardown again when the model is no longer in use, or set ifServing to "ask".`;
}

/** Returns why a stopped model can't be restored. `startAccepted`: AWS has accepted StartProjectVersion of this run. */
export function unrestorable(
  { projectVersionArn, status }: Pick<ModelDescription, 'projectVersionArn' | 'status'>,
  { mayBeDeleting, startAccepted }: { readonly mayBeDeleting: boolean; readonly startAccepted: boolean },
): string {
  const wanted = `${projectVersionArn} could not be restored`;
  const sent = 'DeleteProjectVersion was sent earlier and may have been carried out.';
  if (status === 'GONE') {
    const why = mayBeDeleting ? sent : 'it was deleted by somebody else, not by this teardown.';
    return `${wanted}: DescribeProjectVersions no longer lists it: ${why}`;
  }
  const why = startAccepted
    ? `AWS accepted StartProjectVersion, but DescribeProjectVersions reports that it is ${status}: somebody stopped it again, or AWS did not start it`
    : `DescribeProjectVersions reports that it is ${status}, from which StartProjectVersion is not known to work`;
  const next = startAccepted
    ? 'Start the model yourself if it is needed.'
    : 'Check the model in the Rekognition console.';
  return `${wanted}: ${why}. ${mayBeDeleting ? sent : 'Nothing was deleted.'} ${next}`;
}
