import { getClient } from '@temporalio/activity';
import { readableClient } from '../../codec/readable-client.js';
import type { Place, TeardownSearch } from '../../contract/activities.js';
import { parseProjectVersionArn } from '../../contract/arn.js';
import type { EarlierParent } from '../../contract/child-end.js';
import { modelOfRun, readMemo } from '../../contract/listed-run.js';
import { CANONICAL_PROJECT_TEARDOWNS, CANONICAL_TEARDOWNS } from '../../contract/names.js';
import type { SearchAttribute } from '../../contract/search-attributes.js';
import { shortDigest } from '../../contract/short-digest.js';
import { whileBeating } from '../aws/call.js';
import { isStartedBy } from '../shared/started-by.js';

/**
 * Lists the models of an account and Region whose teardown is running. Visibility may be a second behind.
 *
 * @param searchable returns whether the namespace has the search attributes, so that the server can filter by them
 */
export function findTeardowns(search: TeardownSearch, searchable: () => Promise<boolean>): Promise<string[]> {
  const { accountId, region, parentId, startedSince, digests = false } = search;
  return whileBeating(async () => {
    const query = teardownsQuery(search, await searchable());
    const found: string[] = [];
    for await (const run of readableClient(getClient()).workflow.list({ query })) {
      const { workflowId, memo } = run;
      if (parentId !== undefined && !isStartedBy({ parentId, startedSince }, run)) continue;
      const known = readMemo(memo);
      const model = parseProjectVersionArn(modelOfRun(workflowId, known));
      const isHere = model?.accountId === accountId && model.region === region;
      if (isHere && !known.dryRun) found.push(digests ? shortDigest(model.arn) : model.arn);
    }
    return found;
  });
}

/** Returns the workflow ID of a parent's project teardown that is running. Visibility may be a second behind. */
export function findProjectTeardown(parent: EarlierParent): Promise<string | undefined> {
  return whileBeating(async () => {
    const query = openOnly(CANONICAL_PROJECT_TEARDOWNS);
    for await (const run of readableClient(getClient()).workflow.list({ query })) {
      if (isStartedBy(parent, run)) return run.workflowId;
    }
    return undefined;
  });
}

/**
 * Returns the list filter. Runs that were started by hand may have no search attributes: those are filtered by their ARN.
 */
export function teardownsQuery({ accountId, region }: Place, isSearchable: boolean): string {
  const open = openOnly(CANONICAL_TEARDOWNS);
  if (!isSearchable) return open;
  const isOrUnknown = (name: SearchAttribute, value: string) => `(${name} = '${value}' OR ${name} IS NULL)`;
  const place = [isOrUnknown('TeardownAccount', accountId), isOrUnknown('TeardownRegion', region)];
  return [open, ...place].join(' AND ');
}

/** The status would not do: a run that Temporal has paused is not `Running`. */
function openOnly(filter: string): string {
  return `(${filter}) AND CloseTime IS NULL`;
}
