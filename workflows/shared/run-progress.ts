import { omitUndefined } from '../../contract/omit-undefined.js';
import { iso, isoIf, type RunMemory } from './run-state.js';

/** Returns the fields that the progress of all runs has in common. */
export function progressBase<M extends RunMemory>({ dryRun, requestedBy, reason }: Terms, memory: M) {
  const phase: M['phase'] = memory.phase;
  const { since, waitingFor, nextLook, decisions, refusedSignal, startedAt } = memory;
  const approvalEndsAt = memory.approval === 'awaited' ? isoIf(memory.approvalUntil) : undefined;
  const optional = { nextLook, refusedSignal, approvalEndsAt, requestedBy, reason };
  return { phase, since, waitingFor, dryRun, decisions, startedAt, ...omitUndefined(optional) };
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
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}
