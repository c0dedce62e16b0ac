import { CancellationScope, isCancellation, patched, sleep, workflowInfo } from '@temporalio/workflow';
import type { ProjectDescription } from '../../contract/project/description.js';
import type { ProjectRequest } from '../../contract/project/request.js';
import type { ProjectProgress } from '../../contract/project/result.js';
import { ask } from '../shared/call-activity.js';
import { failure, failureOf } from '../shared/failures.js';
import { takeOfRun } from '../shared/lifecycle.js';
import { countTrouble } from '../shared/metrics.js';
import { newProjectMemory, type LocatedRequest } from './state.js';

const IN_TIME = 'finds-a-project-in-time';
const IS_MEANT = 'finds-what-existed-at-the-start';

type Show = (change: Partial<ProjectProgress>) => void;

/**
 * Returns the request with the ARN of the project, or undefined if AWS lists no project of this name. Waits for AWS as every look
 * does, but not beyond the end of the run.
 *
 * @param endsAt when the run must have ended, in epoch milliseconds
 * @throws ApplicationFailure of one of the contract's types
 */
export async function findByName(
  request: ProjectRequest,
  endsAt: number | undefined,
  show: Show,
): Promise<LocatedRequest | undefined> {
  if (endsAt === undefined || !patched(IN_TIME)) return find(request, show);
  try {
    const leftMs = Math.max(1, endsAt - Date.now());
    return await CancellationScope.withTimeout(leftMs, () => find(request, show));
  } catch (error) {
    if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
    const message = `The deadline (${new Date(endsAt).toISOString()}) passed while AWS was asked for the project ${request.projectName}. Nothing was deleted. To continue, start the teardown again with a longer deadline, or workflow timeout.`;
    throw failure('DeadlineExceeded', message);
  }
}

async function find(request: ProjectRequest, show: Show): Promise<LocatedRequest | undefined> {
  const { projectName = '', accountId = '', region = '', ...rest } = request;
  let memory = newProjectMemory(request, Date.now());
  for (;;) {
    try {
      const sighting = await ask('findProject', 'Describe the project', { projectName, accountId, region });
      if (!sighting.found) return undefined;
      checkMeant(sighting.project);
      return { ...rest, projectArn: sighting.project.projectArn };
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

/** A project that was created since may only have the name of the one that was meant. */
function checkMeant({ projectArn, createdAt }: ProjectDescription): void {
  const { startTime } = workflowInfo();
  const isNewer = createdAt !== undefined && Date.parse(createdAt) > startTime.getTime();
  if (!isNewer || !patched(IS_MEANT)) return;
  const why = `was created at ${createdAt}, after this teardown was started (${startTime.toISOString()})`;
  const remedy = `Nothing was deleted. If it is the one to tear down, start the teardown with its ARN.`;
  throw failure(
    'UnexpectedStatus',
    `The project ${projectArn} ${why}, so another one of this name may have been meant. ${remedy}`,
  );
}
