import { STALE_MS } from '../../contract/activities.js';
import type { ModelDescription, Traffic } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { ApprovalState } from '../shared/run-state.js';
import { calledOff, forgotten, mayHaveStopped, type Memory } from './state.js';

/** Returns whether to query CloudWatch, which is unnecessary for models that can't serve. */
export function trafficMatters(
  { status }: Pick<ModelDescription, 'status'>,
  { ifServing }: Pick<TeardownRequest, 'ifServing'>,
  approval: ApprovalState,
): boolean {
  if (status !== 'RUNNING') return false;
  return ifServing === 'fail' || (ifServing === 'ask' && approval === 'notNeeded');
}

/** Returns whether a model may be in use. Calls to any model count, since CloudWatch does not report them per model. */
export function serves({ unitsInService, detections }: Traffic): boolean {
  return unitsInService > 0 || detections > 0;
}

export function trafficInWords({ unitsInService, detections }: Traffic): string {
  return `CloudWatch shows ${unitsInService} inference units in service, and ${detections} DetectCustomLabels calls to any model of the account and Region in the last hour`;
}

/**
 * Returns the memory after the traffic was read. A model that may be in use needs an approval, if the request says so. Once
 * this run may have stopped it, a rejection could not leave it as it was: then Stop is repeated.
 */
export function withTraffic(request: TeardownRequest, memory: Memory, traffic: Traffic, now: number): Memory {
  if (now - memory.seenAt > STALE_MS) return forgotten(memory);
  const model = memory.model && { ...memory.model, traffic };
  const isAskedFor = request.ifServing === 'ask' && serves(traffic) && !request.dryRun;
  const asks = isAskedFor && !calledOff(memory) && !mayHaveStopped(memory);
  const approval = asks && memory.approval === 'notNeeded' ? 'awaited' : memory.approval;
  return { ...memory, model, approval, guards: 'fresh' };
}
