import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';

/** A run that somebody waits for. */
interface Awaited {
  readonly workflowId: string;
  /** Undefined for the latest run. */
  readonly runId: string | undefined;
}

/**
 * Returns the ID of the run that replaces a terminated one: an operator's reset terminates a run, and starts another from
 * an earlier point of its history. Returns undefined if the run was only terminated.
 */
export async function runAfterReset(
  temporal: Client,
  { workflowId, runId }: Awaited,
): Promise<string | undefined> {
  const { workflow } = readableClient(temporal);
  const latest = await workflow.getHandle(workflowId).describe();
  if (latest.status.name === 'TERMINATED') return undefined;
  if (runId === undefined) return latest.runId;
  const chain = chainOf(await workflow.getHandle(workflowId, runId).describe());
  // A teardown that was started anew is somebody else's: it may have other terms.
  return chain !== undefined && chainOf(latest) === chain ? latest.runId : undefined;
}

/** Returns the ID of the first run, which the runs after it keep through resets and continue-as-new. */
function chainOf({ raw }: WorkflowExecutionDescription): string | undefined {
  return raw.workflowExecutionInfo?.firstRunId || undefined;
}
