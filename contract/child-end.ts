import type { Outcome } from './model/result.js';
import type { ProjectOutcome } from './project/result.js';

/** How a teardown of a model or of a project ended that a parent has started. `result`: if it was asked for. */
export type ChildEnd<Ending extends string = Outcome | ProjectOutcome> =
  | { readonly state: Ending | 'cancelled'; readonly result?: object }
  | { readonly state: 'failed'; readonly failure: { readonly type: string; readonly message: string } };

/** A parent that may have started teardowns in an earlier run. */
export interface EarlierParent {
  readonly parentId: string;
  /** Teardowns that were started before this are not meant: epoch milliseconds. Default: any. */
  readonly startedSince?: number | undefined;
}

/** A teardown that a parent may have started in an earlier run. */
export interface ChildToJoin extends EarlierParent {
  readonly workflowId: string;
  /** `false`: returns `running` instead of waiting. Earlier versions wait. */
  readonly wait?: boolean;
  /** Whether the result is asked for, and not only the outcome. */
  readonly whole?: boolean;
}
