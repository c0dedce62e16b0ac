import type { Outcome } from './model/result.js';

/** How the teardown of a model ended, for the row in its parent's result. */
export type ChildEnd =
  | { readonly state: Outcome | 'cancelled' }
  | { readonly state: 'failed'; readonly failure: { readonly type: string; readonly message: string } };

/** A teardown that a parent may have started in an earlier run. */
export interface ChildToJoin {
  readonly workflowId: string;
  readonly parentId: string;
  /** `false`: returns `running` instead of waiting. Earlier versions wait. */
  readonly wait?: boolean;
}
