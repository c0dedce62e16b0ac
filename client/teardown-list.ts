import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { parseProjectVersionArn } from '../contract/arn.js';
import { CANONICAL_TEARDOWNS, TEARDOWN_MODEL_ID_PREFIX } from '../contract/names.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import type { TeardownMemo } from '../contract/memo.js';

/** A teardown as listed by Temporal's visibility store. Times are ISO 8601 UTC. */
export interface TeardownSummary extends TeardownMemo {
  readonly projectVersionArn: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: WorkflowExecutionStatusName;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Filter for the list of teardowns. Default: all. */
export interface TeardownFilter {
  readonly running?: boolean | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly projectName?: string | undefined;
}

/** Lists the teardowns under their canonical workflow IDs, most recent first, without runs that handed over to them. */
export async function* listTeardowns(
  temporal: Client,
  { running = false, ...place }: TeardownFilter = {},
): AsyncGenerator<TeardownSummary> {
  const query = `${CANONICAL_TEARDOWNS} AND ExecutionStatus ${running ? "= 'Running'" : "!= 'ContinuedAsNew'"}`;
  for await (const run of readableClient(temporal).workflow.list({ query })) {
    const memo = (run.memo ?? {}) as TeardownMemo;
    const { projectVersionArn = run.workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length) } = memo;
    if (!isAt(projectVersionArn, place)) continue;
    yield {
      ...memo,
      projectVersionArn,
      workflowId: run.workflowId,
      runId: run.runId,
      status: run.status.name,
      startedAt: run.startTime.toISOString(),
      ...omitUndefined({ endedAt: run.closeTime?.toISOString() }),
    };
  }
}

function isAt(arn: string, place: Omit<TeardownFilter, 'running'>): boolean {
  const model = parseProjectVersionArn(arn);
  return (['accountId', 'region', 'projectName'] as const).every(
    (part) => place[part] === undefined || place[part] === model?.[part],
  );
}
