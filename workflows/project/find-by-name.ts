import { CancellationScope, isCancellation, patched, sleep } from '@temporalio/workflow';
import type { ProjectRequest } from '../../contract/project/request.js';
import type { ProjectProgress } from '../../contract/project/result.js';
import { ask } from '../shared/call-activity.js';
import { failure, failureOf } from '../shared/failures.js';
import { takeOfRun } from '../shared/lifecycle.js';
import { countTrouble } from '../shared/metrics.js';
import { expiry } from '../shared/workflow-timeout.js';
import { newProjectMemory, type LocatedRequest } from './state.js';

const IN_TIME = 'finds-a-project-in-time';

type Show = (change: Partial<ProjectProgress>) => void;

/**
 * Returns the request with the ARN of the project, or undefined if AWS lists no project of this name. Waits for AWS as every look
 * does, but not beyond the time-out that the starter set.
 *
 * @throws ApplicationFailure of one of the contract's types
 */
export async function findByName(request: ProjectRequest, show: Show): Promise<LocatedRequest | undefined> {
  const endsAt = expiry();
  if (endsAt === undefined || !patched(IN_TIME)) return find(request, show);
  try {
    const leftMs = Math.max(1, endsAt - Date.now());
    return await CancellationScope.withTimeout(leftMs, () => find(request, show));
  } catch (error) {
    if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
    const message = `The deadline (${new Date(endsAt).toISOString()}) passed while AWS was asked for the project ${request.projectName}. Nothing was deleted. To continue, start the teardown again with a longer workflow timeout.`;
    throw failure('DeadlineExceeded', message);
  }
}

async function find(request: ProjectRequest, show: Show): Promise<LocatedRequest | undefined> {
  const { projectName = '', accountId = '', region = '', ...rest } = request;
  let memory = newProjectMemory(request, Date.now());
  for (;;) {
    try {
      const sighting = await ask('findProject', 'Describe the project', { projectName, accountId, region });
      return sighting.found ? { ...rest, projectArn: sighting.project.projectArn } : undefined;
    } catch (error) {
      const failed = failureOf(error);
      if (failed === undefined) throw error;
      const now = Date.now();
      memory = takeOfRun(memory, { event: 'failed', ...failed }, now, (same) => same);
      const { trouble, backOff, failure: final } = memory;
      if (final || trouble === undefined || backOff === undefined) throw error;
      countTrouble(trouble);
      show({ phase: 'backingOff', waitingFor: backOff.why });
      await sleep(backOff.until - now, { summary: backOff.why.slice(0, 120) });
    }
  }
}
