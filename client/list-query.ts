import { durationMs } from '../contract/duration.js';
import {
  CANONICAL_TEARDOWNS,
  SWEEP_MODELS,
  TEARDOWN_PROJECT,
  TEARDOWN_PROJECT_ID_PREFIX,
} from '../contract/names.js';
import type { SearchablePhase, SearchAttribute } from '../contract/search-attributes.js';
import { checkedDuration } from './checked-request.js';
import { TeardownError } from './teardown-error.js';

/** What a run tears down. */
export type TeardownKind = 'model' | 'project' | 'sweep';

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

/** Runs that Temporal has paused are open too. A server that can't pause rejects the name of that status. */
const IS_OPEN = 'CloseTime IS NULL';

/** Returns whether the server can apply this filter only by search attributes. */
export function needsAttributes({ phase, modelStatus }: TeardownFilter): boolean {
  return phase !== undefined || modelStatus !== undefined;
}

/**
 * Returns the list filter for Temporal. Runs that were started by hand may have no search attributes: those are filtered by
 * what their workflow IDs and memos tell.
 *
 * @throws TeardownError `InvalidRequest` if the filter needs search attributes that the namespace lacks
 */
export function queryOf(filter: TeardownFilter, hasAttributes: boolean, now: number): string {
  return query(filter, hasAttributes, now, true);
}

/** @param withUnknown whether to select runs without search attributes too */
function query(filter: TeardownFilter, hasAttributes: boolean, now: number, withUnknown: boolean): string {
  const orUnknown = (condition: string, unknown: string) =>
    withUnknown ? `(${condition} OR ${unknown})` : condition;
  const { kind, running = false, phase, modelStatus, olderThan } = filter;
  // Without a condition, the list would have runs of other workflows too.
  if (kind !== undefined && !Object.hasOwn(RUNS_OF, kind)) {
    const kinds = Object.keys(RUNS_OF).join(', ');
    throw new TeardownError(
      'InvalidRequest',
      `kind must be one of ${kinds}; got "${kind}". No request was sent.`,
    );
  }
  if (!hasAttributes && needsAttributes(filter)) {
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
    running || phase !== undefined ? IS_OPEN : "ExecutionStatus != 'ContinuedAsNew'",
    phase !== undefined && orUnknown(`TeardownPhase = ${quoted(phase)}`, 'TeardownPhase IS NULL'),
    modelStatus !== undefined &&
      orUnknown(`TeardownModelStatus = ${quoted(modelStatus)}`, `(TeardownPhase IS NULL AND ${IS_OPEN})`),
    olderThan !== undefined && `StartTime < ${quoted(startedBefore(olderThan, now))}`,
    ...known.map(
      ([name, value]) =>
        hasAttributes &&
        value !== undefined &&
        orUnknown(`${name} = ${quoted(value)}`, `(${name} IS NULL AND TeardownPhase IS NULL)`),
    ),
  ];
  return conditions.filter(Boolean).join(' AND ');
}

/**
 * Returns the list filter for the running teardowns whose search attributes match, in all phases or in one. No run needs to
 * be asked, so the server can count them.
 *
 * @throws TeardownError `InvalidRequest` if the filter needs search attributes that the namespace lacks
 */
export function countQueryOf(
  filter: TeardownFilter,
  phase: SearchablePhase | undefined,
  hasAttributes: boolean,
  now: number,
): string {
  return query({ ...filter, running: true, phase }, hasAttributes, now, false);
}

function startedBefore(olderThan: string, now: number): string {
  return new Date(now - durationMs(checkedDuration('olderThan', olderThan))).toISOString();
}

/** Returns a value for a list filter. */
export function quoted(value: string): string {
  return `'${value.replaceAll(/['\\]/g, '\\$&')}'`;
}
