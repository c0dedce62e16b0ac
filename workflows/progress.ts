import { given } from '../contract/given.js';
import type { TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { Outcome, Plan, TeardownResult } from '../contract/result.js';
import { accepted } from './decision-rules.js';
import { deadlineOf, deleting, type Memory } from './memory.js';
import { approvalEndsAt, iso, isoIf } from './run-memory.js';

/** The answer of the query `progress`. */
export function progressOf(request: TeardownRequest, memory: Memory, now: number): TeardownProgress {
  const { projectVersionArn, dryRun, requestedBy, reason } = request;
  const { phase, since, waitingFor, nextLook, status, paused, decisions, refusedSignal, undone } = memory;
  return {
    phase,
    since,
    projectVersionArn,
    ...given({
      projectArn: memory.model?.projectArn ?? request.projectArn,
      modelStatus: status,
      lookedAt: status === undefined ? undefined : iso(memory.seenAt),
    }),
    waitingFor,
    ...given({ nextLook }),
    dryRun,
    deleteSent: deleting(memory),
    paused,
    accepts: accepted(request, memory, now),
    decisions,
    ...given({
      refusedSignal,
      deletionsUndone: undone === 0 ? undefined : undone,
      approvalEndsAt: approvalEndsAt(memory),
      graceEndsAt: isoIf(memory.holdUntil),
      deadlineAt: isoIf(deadlineOf(request, memory)),
      requestedBy,
      reason,
    }),
    startedAt: memory.startedAt,
    steps: memory.steps,
  };
}

export function resultOf(
  request: TeardownRequest,
  memory: Memory,
  outcome: Outcome,
  plan: Plan | undefined,
  now: number,
): TeardownResult {
  const { projectVersionArn, requestedBy, reason } = request;
  const { startedAt, steps, decisions, model } = memory;
  return {
    outcome,
    projectVersionArn,
    ...given({ projectArn: model?.projectArn, requestedBy, reason }),
    startedAt,
    finishedAt: iso(now),
    steps,
    ...given({ decisions: decisions.length > 0 ? decisions : undefined, model, plan }),
  };
}
