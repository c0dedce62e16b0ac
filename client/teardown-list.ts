import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { ownerOf, parseProjectArn } from '../contract/arn.js';
import { durationMs } from '../contract/duration.js';
import {
  CANONICAL_TEARDOWNS,
  SWEEP_MODELS,
  TEARDOWN_MODEL,
  TEARDOWN_MODEL_ID_PREFIX,
  TEARDOWN_PROJECT,
  TEARDOWN_PROJECT_ID_PREFIX,
} from '../contract/names.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import type { TeardownMemo } from '../contract/memo.js';
import { isSearchable, type SearchAttribute, type SearchablePhase } from '../contract/search-attributes.js';
import { checkedDuration } from './checked-request.js';
import { TeardownError } from './teardown-error.js';

/** What a run tears down. */
export type TeardownKind = 'model' | 'project' | 'sweep';

/** A teardown as listed by Temporal's visibility store, which may be a second behind. Times are ISO 8601 UTC. */
export interface TeardownSummary extends TeardownMemo {
  readonly kind: TeardownKind;
  /** Of a model's teardown. */
  readonly projectVersionArn?: string;
  /** Of a project's teardown, unless payloads are encrypted. */
  readonly projectArn?: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: WorkflowExecutionStatusName;
  /** Of running teardowns, if it is one that lists can be filtered by. */
  readonly phase?: SearchablePhase;
  /** The status of the model when the phase began. */
  readonly modelStatus?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Filter for the list of teardowns. Default: all. */
export interface TeardownFilter {
  readonly kind?: TeardownKind | undefined;
  readonly running?: boolean | undefined;
  /** Only running teardowns in this phase. The namespace must have the search attributes. */
  readonly phase?: SearchablePhase | undefined;
  /** Only models with this status when their phase began. The namespace must have the search attributes. */
  readonly modelStatus?: string | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  readonly projectName?: string | undefined;
  readonly requestedBy?: string | undefined;
  /** Only teardowns that were started longer ago than this duration, such as `"7d"`. */
  readonly olderThan?: string | undefined;
}

const RUNS_OF: Readonly<Record<TeardownKind, string>> = {
  // Without the runs that handed over to them.
  model: `(${CANONICAL_TEARDOWNS})`,
  project: `(WorkflowType = '${TEARDOWN_PROJECT}' AND WorkflowId STARTS_WITH '${TEARDOWN_PROJECT_ID_PREFIX}')`,
  sweep: `WorkflowType = '${SWEEP_MODELS}'`,
};

/** Lists the teardowns of models and projects under their canonical workflow IDs, and sweeps, most recent first. */
export async function* listTeardowns(
  temporal: Client,
  filter: TeardownFilter,
  hasAttributes: boolean,
): AsyncGenerator<TeardownSummary> {
  const query = queryOf(filter, hasAttributes, Date.now());
  for await (const run of readableClient(temporal).workflow.list({ query })) {
    const summary = summaryOf(run);
    if (matches(summary, run, filter)) yield summary;
  }
}

/**
 * Returns the list filter for Temporal. Runs that were started by hand may have no search attributes: those are filtered by
 * what their workflow IDs and memos tell.
 *
 * @throws TeardownError `InvalidRequest` if the filter needs search attributes that the namespace lacks
 */
export function queryOf(filter: TeardownFilter, hasAttributes: boolean, now: number): string {
  const { kind, running = false, phase, modelStatus, olderThan } = filter;
  if (!hasAttributes && (phase !== undefined || modelStatus !== undefined)) {
    const remedy = 'docs/how-to/find-teardowns.md tells how to register them and turn them on.';
    throw new TeardownError(
      'InvalidRequest',
      `Teardowns have no search attributes here, so they can't be listed by phase or model status: ${remedy}`,
    );
  }
  const { accountId, region, projectName, requestedBy } = filter;
  const known: readonly (readonly [SearchAttribute, string | undefined])[] = [
    ['TeardownAccount', accountId],
    ['TeardownRegion', region],
    ['TeardownProject', projectName],
    ['TeardownRequestedBy', requestedBy],
  ];
  const conditions = [
    kind === undefined ? `(${Object.values(RUNS_OF).join(' OR ')})` : RUNS_OF[kind],
    `ExecutionStatus ${running || phase !== undefined ? "= 'Running'" : "!= 'ContinuedAsNew'"}`,
    phase && `TeardownPhase = ${quoted(phase)}`,
    modelStatus && `TeardownModelStatus = ${quoted(modelStatus)}`,
    olderThan && `StartTime < ${quoted(startedBefore(olderThan, now))}`,
    ...known.map(
      ([name, value]) => hasAttributes && value && `(${name} = ${quoted(value)} OR ${name} IS NULL)`,
    ),
  ];
  return conditions.filter(Boolean).join(' AND ');
}

function startedBefore(olderThan: string, now: number): string {
  return new Date(now - durationMs(checkedDuration('olderThan', olderThan))).toISOString();
}

function quoted(value: string): string {
  return `'${value.replaceAll(/['\\]/g, '\\$&')}'`;
}

function summaryOf(run: WorkflowExecutionInfo): TeardownSummary {
  const { workflowId, runId, startTime, closeTime } = run;
  const status = run.status.name;
  const memo = (run.memo ?? {}) as TeardownMemo;
  const phase = attributeOf(run, 'TeardownPhase');
  const isShown = status === 'RUNNING' && phase !== undefined && isSearchable(phase);
  return {
    ...memo,
    ...subjectOf(run, memo),
    workflowId,
    runId,
    status,
    startedAt: startTime.toISOString(),
    ...omitUndefined({
      phase: isShown ? phase : undefined,
      modelStatus: isShown ? attributeOf(run, 'TeardownModelStatus') : undefined,
      endedAt: closeTime?.toISOString(),
    }),
  };
}

function subjectOf(
  { type, workflowId }: WorkflowExecutionInfo,
  { projectVersionArn = workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length) }: TeardownMemo,
): Pick<TeardownSummary, 'kind' | 'projectVersionArn' | 'projectArn'> {
  if (type === TEARDOWN_MODEL) return { kind: 'model', projectVersionArn };
  if (type !== TEARDOWN_PROJECT) return { kind: 'sweep' };
  const named = parseProjectArn(workflowId.slice(TEARDOWN_PROJECT_ID_PREFIX.length));
  return { kind: 'project', ...omitUndefined({ projectArn: named?.arn }) };
}

function matches(
  { projectVersionArn, projectArn, requestedBy }: TeardownSummary,
  run: WorkflowExecutionInfo,
  filter: TeardownFilter,
): boolean {
  const owner = ownerOf(projectVersionArn ?? projectArn ?? '');
  const parts = {
    accountId: owner?.accountId ?? attributeOf(run, 'TeardownAccount'),
    region: owner?.region ?? attributeOf(run, 'TeardownRegion'),
    projectName: owner?.projectName ?? attributeOf(run, 'TeardownProject'),
    requestedBy: requestedBy ?? attributeOf(run, 'TeardownRequestedBy'),
  };
  return (['accountId', 'region', 'projectName', 'requestedBy'] as const).every(
    (part) => filter[part] === undefined || filter[part] === parts[part],
  );
}

function attributeOf({ typedSearchAttributes }: WorkflowExecutionInfo, name: SearchAttribute) {
  return typedSearchAttributes.get({ name, type: 'KEYWORD' });
}
