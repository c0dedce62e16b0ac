import { given } from '../contract/given.js';
import type { TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { Outcome, Plan, TeardownResult } from '../contract/result.js';
import { termsOf } from '../contract/terms.js';
import { accepted } from './decision-rules.js';
import { deadlineOf, deleting, type Memory } from './memory.js';
import { iso, isoIf, progressBase, resultBase } from './run-memory.js';

/** The answer of the query `progress`. */
export function progressOf(request: TeardownRequest, memory: Memory, now: number): TeardownProgress {
  const { status, undone, model } = memory;
  return {
    ...progressBase(request, memory),
    projectVersionArn: request.projectVersionArn,
    terms: termsOf(request),
    deleteSent: deleting(memory),
    paused: memory.paused,
    accepts: accepted(request, memory, now),
    steps: memory.steps,
    ...given({
      projectArn: model?.projectArn ?? request.projectArn,
      modelStatus: status,
      lookedAt: status === undefined ? undefined : iso(memory.seenAt),
      deletionsUndone: undone === 0 ? undefined : undone,
      graceEndsAt: isoIf(memory.holdUntil),
      deadlineAt: isoIf(deadlineOf(request, memory)),
    }),
  };
}

export function resultOf(
  request: TeardownRequest,
  memory: Memory,
  outcome: Outcome,
  plan: Plan | undefined,
  now: number,
): TeardownResult {
  const { steps, model } = memory;
  return {
    ...resultBase(request, memory, outcome, now),
    projectVersionArn: request.projectVersionArn,
    steps,
    ...given({ projectArn: model?.projectArn, model, plan }),
  };
}
