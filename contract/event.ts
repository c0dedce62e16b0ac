import type { ProjectVersionArn } from './arn.js';
import type { ModelDescription } from './model.js';
import type { TeardownResult } from './result.js';

interface About {
  readonly projectVersionArn: ProjectVersionArn;
  /** The run that a person may want to look at. */
  readonly workflowId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly requestedBy?: string;
  readonly reason?: string;
}

/** What happened. */
export type TeardownNews =
  | { readonly type: 'teardown.approvalNeeded'; readonly until: string; readonly model?: ModelDescription }
  | { readonly type: 'teardown.stopped'; readonly model?: ModelDescription; readonly graceEndsAt?: string }
  | { readonly type: 'teardown.deleted'; readonly result: TeardownResult }
  | {
      readonly type: 'teardown.failed';
      readonly failure: { readonly type: string; readonly message: string };
    };

/** What other systems are told of a teardown. */
export type TeardownEvent = About & TeardownNews;
