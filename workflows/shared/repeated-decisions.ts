import { patched, workflowInfo } from '@temporalio/workflow';

const PATCH = 'decisions-repeated-by-a-reset';

/**
 * Returns whether a decision that does not apply yet may be one that was accepted before a reset. Temporal repeats those right
 * after the reset, when the run has forgotten what they rest on. A run learns only that it is not the first of its workflow.
 *
 * For validators, which no replay calls. Their commands would come before the acceptance of the update, where a replay does
 * not expect any.
 */
export function mayBeRepeated(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId !== firstExecutionRunId;
}

/**
 * Returns whether a decision that does not apply yet is accepted because it may be repeated. Earlier versions have refused
 * such decisions, and so has the same run before the reset. So this adds a marker to the history, which a replay follows.
 */
export function isAcceptedAsRepeated(): boolean {
  // A replay may have another run ID.
  return (workflowInfo().unsafe.isReplaying || mayBeRepeated()) && patched(PATCH);
}
