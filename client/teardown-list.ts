import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { TEARDOWN_MODEL, TEARDOWN_MODEL_ID_PREFIX } from '../contract/names.js';
import { given } from '../contract/given.js';
import type { TeardownMemo } from '../contract/memo.js';

/** One teardown, as Temporal's visibility store lists it. Times are ISO 8601 UTC. */
export interface TeardownSummary extends TeardownMemo {
  readonly projectVersionArn: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: WorkflowExecutionStatusName;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** The teardowns under their canonical ids, the latest first; runs that handed over to one of those are left out. */
export async function* listTeardowns(temporal: Client): AsyncGenerator<TeardownSummary> {
  const query = `WorkflowType = '${TEARDOWN_MODEL}' AND WorkflowId STARTS_WITH '${TEARDOWN_MODEL_ID_PREFIX}' AND ExecutionStatus != 'ContinuedAsNew'`;
  for await (const run of temporal.workflow.list({ query })) {
    yield {
      projectVersionArn: run.workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length),
      workflowId: run.workflowId,
      runId: run.runId,
      status: run.status.name,
      startedAt: run.startTime.toISOString(),
      ...given({ endedAt: run.closeTime?.toISOString() }),
      ...(run.memo as TeardownMemo | undefined),
    };
  }
}
