import type { ProjectArn } from '../arn.js';
import type { Cut, EventBase, EventFailure } from '../event.js';
import type { ModelRow, ProjectResult } from './result.js';

/** What happened in the teardown of a project. Its models have events of their own. */
export type ProjectNews =
  | Cut<{
      readonly type: 'project.approvalNeeded';
      readonly until: string;
      /** The models that are to be torn down. */
      readonly models: readonly ModelRow[];
      /** The ARNs of the datasets that are to be deleted. */
      readonly datasets: readonly string[];
    }>
  | {
      readonly type: 'project.deleted' | 'project.alreadyGone' | 'project.incomplete' | 'project.rejected';
      readonly result: Cut<ProjectResult>;
    }
  /** The end of a time limit is near. */
  | { readonly type: 'project.approvalTimeoutNear' | 'project.deadlineNear'; readonly until: string }
  | { readonly type: 'project.failed'; readonly failure: EventFailure };

/** An event of the teardown of a project. */
export type ProjectEvent = EventBase & { readonly projectArn: ProjectArn } & ProjectNews;
