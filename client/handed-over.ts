import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import type { TeardownProgress } from '../contract/model/progress.js';

/** The run that does the work of one that has handed over. */
export interface Successor {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Returns the run to which a run has handed over, by its progress. Returns undefined if it has not, or if the teardown that
 * has that workflow ID now is somebody else's.
 *
 * @param progress that of a model, a project or a sweep
 */
export async function successorOf(
  temporal: Client,
  workflowId: string,
  progress: unknown,
): Promise<Successor | undefined> {
  const { phase, workflowId: next } = (progress ?? {}) as Partial<TeardownProgress>;
  if (phase !== 'handedOver' || next === undefined) return undefined;
  try {
    const { runId, parentExecution } = await readableClient(temporal).workflow.getHandle(next).describe();
    return parentExecution?.workflowId === workflowId ? { workflowId: next, runId } : undefined;
  } catch (error) {
    // It is shown shortly before it is started.
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
