import type { WorkflowExecutionDescription } from '@temporalio/client';
import { quoted } from './printable.js';

/** What of a run tells why it has no progress. */
type Described = Pick<WorkflowExecutionDescription, 'workflowId' | 'executionTime'> & {
  readonly status: Pick<WorkflowExecutionDescription['status'], 'name'>;
};

/** Returns why a running teardown has no progress to show, as far as its description tells, and what to do. */
export function whyNoProgress({ status, workflowId, executionTime }: Described, now = Date.now()): string {
  if (status.name === 'PAUSED')
    return `Temporal has paused this run. It continues after "temporal workflow unpause --workflow-id ${quoted(workflowId)}".`;
  if (executionTime !== undefined && executionTime.getTime() > now)
    return `The run was started with a delay, and begins at ${executionTime.toISOString()}.`;
  return NO_PROGRESS;
}

/** A run whose workflow tasks fail has a worker, and stands still all the same. */
export const NO_PROGRESS =
  'No progress is available: no worker answers, or the run stands still. "teardown doctor" shows which. The run continues once a worker and the Temporal server are available.';
