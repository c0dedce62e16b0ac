import type { Duration } from '../../contract/duration.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { deadlineOf } from './deadline.js';
import { iso, isoIf, type RunMemory } from './run-state.js';

/** Returns the fields that the progress of all runs has in common. */
export function progressBase<M extends RunMemory>(request: Terms, memory: M) {
  const { dryRun, requestedBy, reason } = request;
  const phase: M['phase'] = memory.phase;
  const { since, waitingFor, nextLook, paused, decisions, refusedSignal, startedAt } = memory;
  const approvalEndsAt = memory.approval === 'awaited' ? isoIf(memory.approvalUntil) : undefined;
  const deadlineAt = isoIf(deadlineOf(request, memory));
  const optional = { nextLook, refusedSignal, approvalEndsAt, deadlineAt, requestedBy, reason };
  return { phase, since, waitingFor, dryRun, paused, decisions, startedAt, ...omitUndefined(optional) };
}

/** Returns the fields that the results of all runs have in common. */
export function resultBase<Outcome>(
  { requestedBy, reason }: Omit<Terms, 'dryRun'>,
  { startedAt, decisions }: RunMemory,
  outcome: Outcome,
  now: number,
) {
  const optional = { requestedBy, reason, decisions: decisions.length > 0 ? decisions : undefined };
  return { outcome, startedAt, finishedAt: iso(now), ...omitUndefined(optional) };
}

interface Terms {
  readonly dryRun: boolean;
  readonly deadline?: Duration;
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}
