import type { SweepRequest } from '../../contract/sweep/request.js';
import { deadlineOf } from '../shared/deadline.js';
import { approvalEnd } from '../shared/decision-memory.js';
import { isKept } from '../shared/kept-models.js';
import { firstOf, notActive } from '../shared/lifecycle.js';
import { isoIf, type RunAsk } from '../shared/run-state.js';
import { isTornDown } from './apply-event.js';
import { RENEWS, type IsMended } from './patches.js';
import { isOld } from './selection-age.js';
import type { SweepAsk, SweepMemory } from './state.js';

/** Returns the next action. */
export function nextOfSweep(
  request: SweepRequest,
  memory: SweepMemory,
  now: number,
  isMended: IsMended = () => true,
): SweepAsk | RunAsk {
  const { looked, approval, rows } = memory;
  const first = firstOf(memory, now, lateness(request, memory), true);
  if (first) return first;
  // After a reset, teardowns from before it may have ended.
  if (approval === 'refused') {
    return { ask: 'end', outcome: rows.some(isTornDown) ? 'incomplete' : 'rejected' };
  }
  const asked = { ask: 'askApproval', until: approvalEnd(memory, request.approvalTimeout, now) } as const;
  if (approval === 'awaited') return asked;
  if (!looked) return { ask: 'look' };
  if (request.dryRun) return { ask: 'end', outcome: 'planned' };
  const running = rows.filter(({ state }) => state === 'running');
  if (running.length > 0) return { ask: 'tearDown', models: running, areRunning: true };
  const models = rows.filter(({ state }) => state === 'selected');
  if (models.length === 0) {
    return { ask: 'end', outcome: rows.some(isKept) ? 'incomplete' : 'swept' };
  }
  const tooMany = approval === 'notNeeded' && models.length > request.maxDeletes;
  if (tooMany) return asked;
  if (memory.paused || memory.heldUp) return { ask: 'awaitResume' };
  return isOld(memory.seenAt, now) && isMended(RENEWS)
    ? { ask: 'look' }
    : { ask: 'tearDown', models, areRunning: false };
}

/**
 * Returns whether a rejection that was accepted before a reset is kept, although the sweep has not asked for approval again. It
 * may not have to: fewer models may be selected now.
 */
export function canBeRejected({ dryRun }: SweepRequest, memory: SweepMemory): boolean {
  return !dryRun && notActive(memory) === undefined && memory.approval === 'notNeeded' && !memory.changed;
}

function lateness(request: SweepRequest, memory: SweepMemory): string {
  return `The deadline (${isoIf(deadlineOf(request, memory))}) passed while waiting for ${memory.waitingFor}. Teardowns that were already started continue, or are cancelled with this run if it was waiting for them. Sweep again to continue.`;
}
