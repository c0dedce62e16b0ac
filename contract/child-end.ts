import type { Outcome } from './model/result.js';

/** How a teardown ended that a parent has started. `result`: if it was asked for. */
export type ChildEnd =
  | { readonly state: Outcome | 'cancelled'; readonly result?: object }
  | { readonly state: 'failed'; readonly failure: { readonly type: string; readonly message: string } };

/** A teardown that a parent may have started in an earlier run. */
export interface ChildToJoin {
  readonly workflowId: string;
  readonly parentId: string;
  /** `false`: returns `running` instead of waiting. Earlier versions wait. */
  readonly wait?: boolean;
  /** Runs that were started before this are not meant: epoch milliseconds. Default: any. */
  readonly startedSince?: number;
  /** Whether the result is asked for, and not only the outcome. */
  readonly whole?: boolean;
}
