import {
  Worker,
  type NativeConnection,
  type WorkerDeploymentOptions,
  type WorkerOptions,
} from '@temporalio/worker';
import { createTeardownActivities } from '../activities/index.js';
import { postEvent } from '../activities/webhook.js';
import { loadDataConverter } from '../codec/data-converter.js';
import { arnDigest } from '../contract/arn-digest.js';
import { given } from '../contract/given.js';
import { createAwsClients } from './aws-clients.js';
import type { WorkerConfig, WorkerVersion } from './config.js';
import { createModelTeardownHandler } from './nexus-handler.js';
import type { Tracing } from './tracing.js';
import { PATIENTLY, workflowCode } from './workflow-code.js';

// In-flight AWS calls are cut off after ten seconds, so every one of them ends within this time.
const SHUTDOWN_GRACE = '30s';
// Who waits for a turn at one account's quota must not keep others from theirs; a place in line costs a few kilobytes.
const MOST_IN_LINE = 2_000;
// A teardown that waits needs no place in the worker's memory, about half a megabyte: one that lost it is replayed from its
// short history when something happens to it.
const MOST_IN_MEMORY = 1_000;

/**
 * What a worker of teardowns runs, for a process that sets up its connection and its run by itself. Payloads are
 * encrypted where `TEARDOWN_ENCRYPTION_KEYS` is set.
 *
 * @throws InvalidKeysError
 */
export async function teardownWorkerOptions(
  config: WorkerConfig,
  tracing?: Tracing,
): Promise<Omit<WorkerOptions, 'connection'>> {
  const { namespace, taskQueue, version, allowLists, webhook, foreignEndpoint, role, quotaShare } = config;
  const dataConverter = await loadDataConverter();
  const kind = dataConverter ? 'encrypted' : 'plain';
  return {
    namespace,
    taskQueue,
    ...given({ dataConverter }),
    ...PATIENTLY,
    ...(await workflowCode(kind, tracing !== undefined)),
    ...tracing?.options,
    activities: createTeardownActivities(createAwsClients({ foreignEndpoint, role, quotaShare }), {
      allowLists,
      ...(webhook && { notify: (event) => postEvent(webhook, event) }),
    }),
    nexusServices: [createModelTeardownHandler(kind === 'encrypted' ? arnDigest : undefined)],
    shutdownGraceTime: SHUTDOWN_GRACE,
    maxConcurrentActivityTaskExecutions: MOST_IN_LINE,
    maxCachedWorkflows: MOST_IN_MEMORY,
    ...(version && { workerDeploymentOptions: deploymentOf(version) }),
  };
}

/**
 * A grace period lasts weeks: pinned runs would need their old workers for as long. So runs move to the new version at
 * once, which they can since the replay tests hold every version to the histories of those before it.
 */
function deploymentOf(version: WorkerVersion): WorkerDeploymentOptions {
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

/** A worker that is ready to run. */
export async function createTeardownWorker(
  connection: NativeConnection,
  config: WorkerConfig,
  tracing?: Tracing,
): Promise<Worker> {
  return Worker.create({ connection, ...(await teardownWorkerOptions(config, tracing)) });
}
