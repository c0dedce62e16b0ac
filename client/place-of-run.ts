import type { WorkflowExecutionInfo } from '@temporalio/client';
import { ownerOf } from '../contract/arn.js';
import { SWEEP_MODELS } from '../contract/names.js';
import type { SearchAttribute } from '../contract/search-attributes.js';
import { needsAttributes, type TeardownFilter } from './list-query.js';

type Place = Pick<TeardownFilter, 'accountId' | 'region' | 'projectName'>;

/** The workflow IDs that the client gives sweeps, and projects that are given by name. Those of others may be any. */
const PLACES_IN_IDS = [
  /^sweep-models\/(?<accountId>\d{12})\/(?<region>[a-z\d-]+)\//,
  /^teardown-project\/(?<region>[a-z\d-]+)\/(?<accountId>\d{12})\/(?<projectName>[^/]+)$/,
];

/**
 * Returns whether a run is in the place that a filter asks for, as its search attributes, ARN or workflow ID show. Of a run
 * without search attributes this may not be known: then it may be one that is looked for. Lists by phase, which decisions
 * rest on, are without it.
 *
 * @param arn the ARN of its model or project, if it is known
 */
export function isInPlace(
  run: WorkflowExecutionInfo,
  arn: string | undefined,
  filter: TeardownFilter,
): boolean {
  const { accountId, region, projectName } = ownerOf(arn ?? '') ?? placeInId(run.workflowId);
  const isWanted = (wanted: string | undefined, name: SearchAttribute, shown: string | undefined) => {
    const actual = attributeOf(run, name) ?? shown;
    if (wanted === undefined || wanted === actual) return true;
    const isUnknown = actual === undefined && attributeOf(run, 'TeardownPhase') === undefined;
    return isUnknown && !needsAttributes(filter);
  };
  // A sweep selects models of all projects.
  if (filter.projectName !== undefined && run.type === SWEEP_MODELS) return false;
  return (
    isWanted(filter.accountId, 'TeardownAccount', accountId) &&
    isWanted(filter.region, 'TeardownRegion', region) &&
    isWanted(filter.projectName, 'TeardownProject', projectName)
  );
}

function placeInId(workflowId: string): Place {
  const matches = PLACES_IN_IDS.map((pattern) => pattern.exec(workflowId));
  return matches.find((match) => match !== null)?.groups ?? {};
}

/** Returns a search attribute of a run, if it has it. */
export function attributeOf(
  { typedSearchAttributes }: WorkflowExecutionInfo,
  name: SearchAttribute,
): string | undefined {
  return typedSearchAttributes.get({ name, type: 'KEYWORD' });
}
