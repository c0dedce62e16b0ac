import type { FailureType } from '../../contract/failures.js';
import type { ModelDescription } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { RunAsk } from '../shared/run-state.js';
import { leftReason, protectionReason, servingReason } from './failure-messages.js';
import type { NextStep } from './next-step.js';
import { mayHaveStopped, protectorOf, type Memory } from './state.js';
import { serves, trafficMatters } from './traffic.js';

/** Returns why a model is kept although nobody has restored it or rejected the teardown. */
export function veto(
  step: NextStep,
  request: TeardownRequest,
  memory: Memory,
  model: ModelDescription,
): RunAsk | undefined {
  const { selectedIn, guards } = memory;
  if (selectedIn && step.step !== 'refuse' && hasLeft(model, selectedIn, memory)) {
    return failed('UnexpectedStatus', leftReason(model, selectedIn, memory));
  }
  if (guards !== 'fresh' && guards !== 'tagsRead') return undefined;
  const protector = protectorOf(request, memory);
  if (protector && !['end', 'refuse'].includes(step.step) && model.status !== 'DELETING') {
    return failed('ModelProtected', protectionReason(protector, request.protectTag, model));
  }
  const { traffic } = memory.model ?? {};
  if (guards !== 'fresh' || !trafficMatters(model, request, memory.approval) || !traffic) return undefined;
  return request.ifServing === 'fail' && serves(traffic)
    ? failed('ModelRunning', servingReason(traffic, model, memory))
    : undefined;
}

/**
 * Returns whether a model has left the statuses in which a sweep selected it. After a Stop of this run, it is meant to. A
 * grace period has its own signs of use, and AWS may put a model in any status when it undoes a deletion.
 */
function hasLeft({ status }: ModelDescription, selectedIn: readonly string[], memory: Memory): boolean {
  const { holdUntil, undone } = memory;
  if (mayHaveStopped(memory) || holdUntil !== undefined || undone > 0) return false;
  return status !== 'DELETING' && !selectedIn.includes(status);
}

export function failed(type: FailureType, message: string): RunAsk {
  return { ask: 'fail', type, message };
}
