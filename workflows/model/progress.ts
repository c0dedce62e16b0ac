import type { TeardownNews } from '../../contract/model/event.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Outcome, Plan, RecordEnd, TeardownResult } from '../../contract/model/result.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { termsOf } from '../../contract/terms.js';
import { progressBase, resultBase } from '../shared/run-progress.js';
import type { Limit } from '../shared/reminder-plan.js';
import { iso, isoIf } from '../shared/run-state.js';
import { accepted } from './decision-rules.js';
import { confirmed, deleting, type Memory } from './state.js';

/** The answer of the query `progress`. */
export function progressOf(request: TeardownRequest, memory: Memory, now: number): TeardownProgress {
  const { status, undone, model } = memory;
  return {
    ...progressBase(request, memory),
    projectVersionArn: request.projectVersionArn,
    terms: termsOf(request),
    deleteSent: deleting(memory) || confirmed(memory),
    accepts: accepted(request, memory, now),
    steps: memory.steps,
    ...omitUndefined({
      projectArn: model?.projectArn ?? request.projectArn,
      modelStatus: status,
      minInferenceUnits: model?.minInferenceUnits,
      maxInferenceUnits: model?.maxInferenceUnits,
      lookedAt: status === undefined ? undefined : iso(memory.seenAt),
      deletionsUndone: undone === 0 ? undefined : undone,
      graceEndsAt: isoIf(memory.holdUntil),
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
    ...omitUndefined({
      projectArn: model?.projectArn,
      model,
      plan,
      record: outcome === 'deleted' ? recordEnd(memory) : undefined,
    }),
  };
}

export function newsOfEnd({ failure }: Memory, result: TeardownResult | undefined): TeardownNews | undefined {
  if (failure) return { type: 'teardown.failed', failure };
  switch (result?.outcome) {
    case 'deleted':
    case 'rejected':
    case 'restored':
    case 'reclaimed':
      return { type: `teardown.${result.outcome}`, result };
    default:
      return undefined;
  }
}

/** Returns the end of the grace period, while the model can still be restored. */
export function graceLimit(memory: Memory): readonly Limit[] {
  const { holdUntil, restore, sinceStop } = memory;
  if (holdUntil === undefined || restore !== 'none' || sinceStop === 'started' || deleting(memory)) return [];
  return [{ type: 'teardown.gracePeriodEndNear', endsAt: holdUntil }];
}

function recordEnd({ records, record }: Memory): RecordEnd | undefined {
  if (records === undefined) return undefined;
  return record ?? { written: false, why: 'The deadline passed before S3 confirmed the record.' };
}
