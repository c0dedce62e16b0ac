import type { ModelDescription, Traffic } from '../contract/model.js';
import type { TeardownRequest } from '../contract/request.js';
import type { ApprovalState } from './run-memory.js';

/** Whether CloudWatch is to be asked: of a model that AWS says can not serve, there is nothing to ask. */
export function trafficMatters(
  { status }: Pick<ModelDescription, 'status'>,
  { ifServing }: Pick<TeardownRequest, 'ifServing'>,
  approval: ApprovalState,
): boolean {
  if (status !== 'RUNNING') return false;
  return ifServing === 'fail' || (ifServing === 'ask' && approval === 'notNeeded');
}

/** Calls count whatever model they are of, since CloudWatch does not say: where in doubt, the model is in use. */
export function serves({ unitsInService, detections }: Traffic): boolean {
  return unitsInService > 0 || detections > 0;
}

export function inWords({ unitsInService, detections }: Traffic): string {
  return `CloudWatch shows ${unitsInService} inference units in service, and ${detections} calls of DetectCustomLabels with any model of the account and Region in the last hour`;
}
