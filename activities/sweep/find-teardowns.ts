import { getClient } from '@temporalio/activity';
import { readableClient } from '../../codec/readable-client.js';
import type { Place } from '../../contract/activities.js';
import { parseProjectVersionArn, type ProjectVersionArn } from '../../contract/arn.js';
import { modelOfRun, type TeardownMemo } from '../../contract/memo.js';
import { CANONICAL_TEARDOWNS } from '../../contract/names.js';
import { whileBeating } from '../aws/call.js';

/** Lists the models of an account and Region whose teardown is running. Visibility may be a second behind. */
export function findTeardowns({ accountId, region }: Place): Promise<ProjectVersionArn[]> {
  const query = `${CANONICAL_TEARDOWNS} AND ExecutionStatus = 'Running'`;
  return whileBeating(async () => {
    const arns: ProjectVersionArn[] = [];
    for await (const { workflowId, memo } of readableClient(getClient()).workflow.list({ query })) {
      const known = (memo ?? {}) as TeardownMemo;
      const model = parseProjectVersionArn(modelOfRun(workflowId, known));
      const isHere = model?.accountId === accountId && model.region === region;
      if (isHere && !known.dryRun) arns.push(model.arn);
    }
    return arns;
  });
}
