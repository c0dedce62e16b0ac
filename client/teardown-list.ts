import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { parseProjectVersionArn } from '../contract/arn.js';
import { CANONICAL_TEARDOWNS, TEARDOWN_MODEL_ID_PREFIX } from '../contract/names.js';
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

/** What to list; default: all. */
export interface TeardownFilter {
  readonly running?: boolean | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly projectName?: string | undefined;
}

/** The teardowns under their canonical ids, the latest first; runs that handed over to one of those are left out. */
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
      ...given({ endedAt: run.closeTime?.toISOString() }),
    };
  }
}

function isAt(arn: string, place: Omit<TeardownFilter, 'running'>): boolean {
  const model = parseProjectVersionArn(arn);
  return (['accountId', 'region', 'projectName'] as const).every(
    (part) => place[part] === undefined || place[part] === model?.[part],
  );
}
