import type { Cut, EventBase, EventFailure } from '../event.js';
import type { SweepResult, SweepRow } from './result.js';

/** What happened in a sweep. The models that it tears down have events of their own. */
export type SweepNews =
  | Cut<{
      readonly type: 'sweep.approvalNeeded';
      readonly until: string;
      /** The plan: the models that are to be torn down, oldest first. */
      readonly models: readonly SweepRow[];
    }>
  /** `finished`: the outcome is `swept` or `incomplete`. */
  | { readonly type: 'sweep.finished' | 'sweep.rejected'; readonly result: Cut<SweepResult> }
  /** The end of a time limit is near. */
  | { readonly type: 'sweep.approvalTimeoutNear' | 'sweep.deadlineNear'; readonly until: string }
  | { readonly type: 'sweep.failed'; readonly failure: EventFailure };

/** An event of a sweep. */
export type SweepEvent = EventBase & { readonly accountId: string; readonly region: string } & SweepNews;
