import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { readableClient } from '../codec/readable-client.js';
import { parseProjectArn } from '../contract/arn.js';
import { TEARDOWN_MODEL, TEARDOWN_PROJECT, TEARDOWN_PROJECT_ID_PREFIX } from '../contract/names.js';
import { isOpen } from '../contract/open-runs.js';
import type { TeardownProgress } from '../contract/model/progress.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { modelOfRun, readMemo } from '../contract/listed-run.js';
import type { TeardownMemo } from '../contract/memo.js';
import { isSearchable, type SearchablePhase } from '../contract/search-attributes.js';
import {
  countQueryOf,
  needsAttributes,
  queryOf,
  type TeardownFilter,
  type TeardownKind,
} from './list-query.js';
import { attributeOf, isInPlace } from './place-of-run.js';
import { TeardownHandle } from './teardown-handle.js';
import { temporalCallError } from './temporal-call-error.js';

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
  /** Of running teardowns, if it is one that lists can be filtered by, and known. */
  readonly phase?: SearchablePhase;
  /** The status of the model when the phase began. */
  readonly modelStatus?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Lists the teardowns of models and projects under their canonical workflow IDs, and sweeps, most recent first. */
export async function* listTeardowns(
  temporal: Client,
  filter: TeardownFilter,
  hasAttributes: boolean,
): AsyncGenerator<TeardownSummary> {
  const query = queryOf(filter, hasAttributes, Date.now());
  for await (const [listed, run] of listedBy(temporal, query, filter)) {
    const isToBeAsked = needsAttributes(filter) && attributeOf(run, 'TeardownPhase') === undefined;
    const summary = isToBeAsked ? await asked(temporal, listed, filter) : listed;
    if (summary) yield summary;
  }
}

/** Lists the running teardowns that have this phase in their search attributes. Queries no run. */
export async function* listInPhase(
  temporal: Client,
  filter: TeardownFilter,
  phase: SearchablePhase,
): AsyncGenerator<TeardownSummary> {
  const query = countQueryOf(filter, phase, true, Date.now());
  for await (const [listed] of listedBy(temporal, query, filter)) yield listed;
}

async function* listedBy(
  temporal: Client,
  query: string,
  filter: TeardownFilter,
): AsyncGenerator<readonly [TeardownSummary, WorkflowExecutionInfo]> {
  try {
    for await (const run of readableClient(temporal).workflow.list({ query })) {
      const listed = summaryOf(run);
      if (matches(listed, run, filter)) yield [listed, run];
    }
  } catch (error) {
    throw temporalCallError(error, { asked: 'list teardowns' });
  }
}

/**
 * Asks a run that has no search attributes, as one that was started by hand, for its phase and model status. Returns
 * undefined if they are others, and the run without them if no worker answers, or this client can't decrypt the answer: it
 * may be one that is looked for.
 */
async function asked(
  temporal: Client,
  summary: TeardownSummary,
  filter: TeardownFilter,
): Promise<TeardownSummary | undefined> {
  const handle = new TeardownHandle<string, Partial<TeardownProgress>>(
    readableClient(temporal),
    summary.workflowId,
    summary.workflowId,
  );
  const progress = await handle.progressIfKnown();
  if (progress === undefined) return summary;
  const { phase, modelStatus } = progress;
  if (filter.phase !== undefined && filter.phase !== phase) return undefined;
  if (filter.modelStatus !== undefined && filter.modelStatus !== modelStatus) return undefined;
  const shown = phase !== undefined && isSearchable(phase) ? phase : undefined;
  return { ...summary, ...omitUndefined({ phase: shown, modelStatus }) };
}

function summaryOf(run: WorkflowExecutionInfo): TeardownSummary {
  const { workflowId, runId, startTime, closeTime } = run;
  const status = run.status.name;
  const memo = readMemo(run.memo);
  const { requestedBy, reason, dryRun } = memo;
  const phase = attributeOf(run, 'TeardownPhase');
  const isShown = isOpen(status) && phase !== undefined && isSearchable(phase);
  return {
    ...subjectOf(run, memo),
    workflowId,
    runId,
    status,
    startedAt: startTime.toISOString(),
    ...omitUndefined({
      requestedBy,
      reason,
      dryRun,
      phase: isShown ? phase : undefined,
      modelStatus: isShown ? attributeOf(run, 'TeardownModelStatus') : undefined,
      endedAt: closeTime?.toISOString(),
    }),
  };
}

function subjectOf(
  { type, workflowId }: WorkflowExecutionInfo,
  memo: TeardownMemo,
): Pick<TeardownSummary, 'kind' | 'projectVersionArn' | 'projectArn'> {
  if (type === TEARDOWN_MODEL) return { kind: 'model', projectVersionArn: modelOfRun(workflowId, memo) };
  if (type !== TEARDOWN_PROJECT) return { kind: 'sweep' };
  const named = parseProjectArn(workflowId.slice(TEARDOWN_PROJECT_ID_PREFIX.length));
  return { kind: 'project', ...omitUndefined({ projectArn: named?.arn }) };
}

function matches(
  { projectVersionArn, projectArn, requestedBy }: TeardownSummary,
  run: WorkflowExecutionInfo,
  filter: TeardownFilter,
): boolean {
  const who = requestedBy ?? attributeOf(run, 'TeardownRequestedBy');
  const isTheirs = filter.requestedBy === undefined || filter.requestedBy === who;
  return isTheirs && isInPlace(run, projectVersionArn ?? projectArn, filter);
}
