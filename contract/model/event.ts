import type { ProjectVersionArn } from '../arn.js';
import type { Cut, EventBase, EventFailure } from '../event.js';
import type { ModelDescription } from './description.js';
import type { TeardownResult } from './result.js';

/** What happened in the teardown of a model. */
export type TeardownNews =
  | { readonly type: 'teardown.approvalNeeded'; readonly until: string; readonly model?: ModelDescription }
  | { readonly type: 'teardown.stopped'; readonly model?: ModelDescription; readonly graceEndsAt?: string }
  | {
      readonly type: 'teardown.deleted' | 'teardown.rejected' | 'teardown.restored' | 'teardown.reclaimed';
      readonly result: Cut<TeardownResult>;
    }
  /** The end of a time limit is near. */
  | {
      readonly type: 'teardown.approvalTimeoutNear' | 'teardown.gracePeriodEndNear' | 'teardown.deadlineNear';
      readonly until: string;
    }
  | { readonly type: 'teardown.failed'; readonly failure: EventFailure };

/** An event of the teardown of a model. */
export type TeardownEvent = EventBase & { readonly projectVersionArn: ProjectVersionArn } & TeardownNews;
