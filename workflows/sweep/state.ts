import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import type { ModelRow } from '../../contract/project/result.js';
import type { SweepNews } from '../../contract/sweep/event.js';
import type { SweepRequest } from '../../contract/sweep/request.js';
import type {
  SweepOutcome,
  SweepPhase,
  SweepProgress,
  SweepResult,
  SweepRow,
} from '../../contract/sweep/result.js';
import { progressBase, resultBase } from '../shared/run-progress.js';
import { newRunMemory, type RunMemory } from '../shared/run-state.js';

/** Everything that a sweep remembers. Times are epoch milliseconds. */
export interface SweepMemory extends RunMemory<SweepPhase> {
  /** Whether all projects were listed: since the approval or the last pause, or for models that have waited for long. */
  readonly looked: boolean;
  readonly lookedIn: readonly ProjectArn[];
  readonly lookedAt: number;
  /**
   * When the models of the last project were listed, or when the look began. Undefined before a look, and after one of an earlier
   * version.
   */
  readonly seenAt?: number | undefined;
  readonly rows: readonly SweepRow[];
  readonly leftForNext: number;
  /** The models that somebody has approved, or that were selected before. No others are torn down after that. */
  readonly approved?: readonly ProjectVersionArn[] | undefined;
  /** Whether teardowns were held up by a pause, so that their selection may be old. */
  readonly heldUp?: boolean | undefined;
}

export type SweepAsk =
  | { readonly ask: 'look' }
  /** `areRunning`: they were started before a reset. */
  | { readonly ask: 'tearDown'; readonly models: readonly SweepRow[]; readonly areRunning: boolean }
  | { readonly ask: 'askApproval'; readonly until: number }
  | { readonly ask: 'awaitResume' }
  | { readonly ask: 'end'; readonly outcome: SweepOutcome };

export type SweepEvent =
  /** The models that the rules select in a project. */
  | {
      readonly event: 'seen';
      readonly project: ProjectArn;
      readonly lookedAt: number;
      /** When AWS listed its models. Their tags were read after that. */
      readonly listedAt: number;
      readonly rows: readonly SweepRow[];
    }
  | { readonly event: 'lookedAtAll' }
  /** A pause holds teardowns up. */
  | { readonly event: 'heldUp' }
  | { readonly event: 'resumed' }
  | { readonly event: 'row'; readonly row: ModelRow };

export function newSweepMemory(now: number): SweepMemory {
  return {
    ...newRunMemory<SweepPhase>('looking', 'AWS to list the projects', 'notNeeded', now),
    looked: false,
    lookedIn: [],
    lookedAt: 0,
    rows: [],
    leftForNext: 0,
  };
}

export function progressOfSweep(request: SweepRequest, memory: SweepMemory): SweepProgress {
  const { accountId, region } = request;
  const { lookedAt, rows, leftForNext } = memory;
  return { ...progressBase(request, memory), accountId, region, lookedAt, models: rows, leftForNext };
}

export function resultOfSweep(
  request: SweepRequest,
  memory: SweepMemory,
  outcome: SweepOutcome,
  now: number,
): SweepResult {
  const { accountId, region } = request;
  const { lookedAt, rows, leftForNext } = memory;
  const base = resultBase(request, memory, outcome, now);
  return { ...base, accountId, region, lookedAt, models: rows, leftForNext };
}

export function newsOfEnd({ failure }: SweepMemory, result: SweepResult | undefined): SweepNews | undefined {
  if (failure) return { type: 'sweep.failed', failure };
  // A dry run changes nothing, and its caller gets the plan.
  if (result === undefined || result.outcome === 'planned') return undefined;
  return { type: result.outcome === 'rejected' ? 'sweep.rejected' : 'sweep.finished', result };
}
