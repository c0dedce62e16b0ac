import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import { shortName } from '../../contract/arn.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { TeardownResult } from '../../contract/model/result.js';
import type { TeardownModel } from '../../contract/workflows.js';
import { canonicalModelId, modelMemoOf } from '../shared/canonical-ids.js';
import { handOverTo } from '../shared/hand-over-to.js';
import { DESCRIPTIONS, progressQuery } from '../shared/messages.js';
import { refuseDecisions } from '../shared/refuse-decisions.js';
import { startedSearchable } from '../shared/search-attributes.js';
import { startOf } from '../shared/workflow-timeout.js';
import { detailsOf } from './details.js';
import { progressOf } from './progress.js';
import { newMemory, type Memory } from './state.js';

/**
 * Hands over from a run under any other workflow ID (the Web UI's form requires one) to a child under the
 * canonical ID, and returns its result, so that two teardowns of one model never run concurrently.
 */
export async function handOver(request: TeardownRequest): Promise<TeardownResult> {
  const workflowId = canonicalModelId(request.projectVersionArn);
  const now = Date.now();
  const memory = { ...newMemory(request, now), ...startOf(request) };
  const progress: TeardownProgress = {
    ...progressOf(request, memory, now),
    phase: 'handedOver',
    waitingFor: `the workflow ${workflowId}, which does the work`,
    accepts: [],
    workflowId,
  };
  setHandler(progressQuery, () => progress, { description: DESCRIPTIONS.progress });
  refuseDecisions(DESCRIPTIONS.decisions, () => progress);
  setCurrentDetails(detailsOf(progress));

  const { projectVersionArn } = request;
  return handOverTo<TeardownModel<Partial<Memory>>>({
    type: 'teardownModel',
    workflowId,
    // Its deadline counts from the start of this run.
    args: [request, { startedAt: memory.startedAt }],
    arn: projectVersionArn,
    summary: `Tear down ${shortName(projectVersionArn)}`,
    memo: modelMemoOf(projectVersionArn, request),
    searched: startedSearchable() ? request : undefined,
  });
}
