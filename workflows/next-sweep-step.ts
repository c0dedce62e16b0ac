import type { SweepRow } from '../contract/sweep-result.js';
import type { ApprovalState } from './run-memory.js';

export interface SweepFacts {
  readonly request: { readonly dryRun: boolean; readonly maxDeletes: number };
  /** Whether all projects are looked at since the approval, if there was one. */
  readonly looked: boolean;
  readonly approval: ApprovalState;
  readonly models: readonly SweepRow[];
}

export type NextSweepStep =
  | { readonly step: 'look' | 'askApproval' }
  | { readonly step: 'tearDown'; readonly models: readonly SweepRow[] }
  | { readonly step: 'end'; readonly outcome: 'planned' | 'rejected' | 'swept' | 'incomplete' };

/** What a sweep does next. */
export function nextSweepStep({ request, looked, approval, models }: SweepFacts): NextSweepStep {
  if (approval === 'refused') return { step: 'end', outcome: 'rejected' };
  if (approval === 'awaited') return { step: 'askApproval' };
  if (!looked) return { step: 'look' };
  if (request.dryRun) return { step: 'end', outcome: 'planned' };
  const selected = models.filter(({ state }) => state === 'selected');
  if (selected.length === 0) {
    const failed = models.some(({ state }) => state === 'failed' || state === 'cancelled');
    return { step: 'end', outcome: failed ? 'incomplete' : 'swept' };
  }
  const tooMany = approval === 'notNeeded' && selected.length > request.maxDeletes;
  return tooMany ? { step: 'askApproval' } : { step: 'tearDown', models: selected };
}
