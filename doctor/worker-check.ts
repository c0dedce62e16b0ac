import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { durationInWords } from '../contract/duration.js';

/** A worker polls anew every minute, and the server lists it for five, in milliseconds. */
const STILL_POLLING_MS = 100_000;

const VERSIONED = proto.temporal.api.enums.v1.WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED;

type Poller = temporal.api.taskqueue.v1.IPollerInfo;
type Version = Pick<temporal.api.deployment.v1.IWorkerDeploymentOptions, 'deploymentName' | 'buildId'>;

/** Returns which workers poll the task queue, and which of them get no work. */
export async function findWorkers(
  { workflowService, options: { namespace } }: Client,
  taskQueue: string,
): Promise<string> {
  const { pollers, versioningInfo } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
  });
  if (!pollers?.length) {
    throw new Error(
      `No worker polls the task queue ${taskQueue} in namespace ${namespace}, so that teardowns wait. Start a worker with "npm run worker", or set TEARDOWN_TASK_QUEUE.`,
    );
  }
  const agoMs = (it: Poller) => Date.now() - tsToMs(it.lastAccessTime);
  const polling = pollers.filter((it) => agoMs(it) <= STILL_POLLING_MS);
  if (polling.length === 0) {
    const ago = durationInWords(Math.min(...pollers.map(agoMs)));
    throw new Error(
      `The last worker that polled the task queue ${taskQueue} did so ${ago} ago, so that teardowns wait. Start a worker.`,
    );
  }
  const { currentDeploymentVersion: current, rampingDeploymentVersion: ramping } = versioningInfo ?? {};
  const isRamping = (versioningInfo?.rampingVersionPercentage ?? 0) > 0;
  const getsWork = (it: Poller) =>
    isSame(versionOf(it), current ?? {}) || (isRamping && isSame(versionOf(it), ramping ?? {}));
  const idle = polling.filter((it) => !getsWork(it));
  const working = polling.filter(getsWork);
  if (working.length > 0) {
    const others = idle.length === 0 ? '' : `; not current, so that they get no work: ${names(idle)}`;
    return `${taskQueue} is polled by ${names(working)}${others}`;
  }
  const { deploymentName, buildId } = idle.map(versionOf).find((it) => it.buildId) ?? {};
  const remedy = buildId
    ? `Make one current: temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}`
    : 'Set TEARDOWN_DEPLOYMENT_NAME and TEARDOWN_BUILD_ID on the workers, or make unversioned workers current.';
  throw new Error(
    `${names(idle)} poll ${taskQueue}, but their version is not current, so that they get no work and teardowns wait. ${remedy}`,
  );
}

/** Returns the version of a worker; that of an unversioned worker is empty, as in the server's answer. */
function versionOf({ deploymentOptions }: Poller): Version {
  const { deploymentName, buildId, workerVersioningMode } = deploymentOptions ?? {};
  if (workerVersioningMode !== VERSIONED || !deploymentName || !buildId) return {};
  return { deploymentName, buildId };
}

function isSame(a: Version, b: Version): boolean {
  return (a.deploymentName ?? '') === (b.deploymentName ?? '') && (a.buildId ?? '') === (b.buildId ?? '');
}

function names(pollers: readonly Poller[]): string {
  const named = pollers.map(({ identity, deploymentOptions }) => {
    const { deploymentName, buildId } = deploymentOptions ?? {};
    const version = deploymentName && buildId ? ` (${deploymentName}, build ${buildId})` : '';
    return `${identity}${version}`;
  });
  return named.toSorted().join(', ');
}
