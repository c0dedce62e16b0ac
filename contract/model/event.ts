import type { ProjectVersionArn } from '../arn.js';
import type { ModelDescription } from './description.js';
import type { TeardownResult } from './result.js';

interface About {
  readonly projectVersionArn: ProjectVersionArn;
  /** The workflow ID of the teardown. */
  readonly workflowId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly requestedBy?: string;
  readonly reason?: string;
}

/** What happened in a teardown. */
export type TeardownNews =
  | { readonly type: 'teardown.approvalNeeded'; readonly until: string; readonly model?: ModelDescription }
  | { readonly type: 'teardown.stopped'; readonly model?: ModelDescription; readonly graceEndsAt?: string }
  | { readonly type: 'teardown.deleted'; readonly result: TeardownResult }
  | {
      readonly type: 'teardown.failed';
      readonly failure: { readonly type: string; readonly message: string };
    };

/** An event that the worker posts to the webhook. */
export type TeardownEvent = About & TeardownNews;
