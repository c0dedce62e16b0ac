import {
  NativeConnection,
  Runtime,
  Worker,
  type WorkerDeploymentOptions,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Fleet } from '../activities/aws/quota-part.js';
import { createTeardownActivities } from '../activities/index.js';
import { putEvent, type EventBus } from '../activities/event-bus.js';
import { createNotify, type Targets } from '../activities/notify.js';
import { postEvent } from '../activities/webhook.js';
import { loadDataConverter } from '../codec/data-converter.js';
import { arnDigest } from '../contract/arn-digest.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { once } from '../contract/once.js';
import { createSearchAttributeCheck } from '../contract/search-attributes.js';
import { InvalidSettingError } from '../contract/settings.js';
import { openRecords } from '../records/record-store.js';
import { recordWriter } from '../records/write-record.js';
import { createAwsClients, createEventBridge } from './aws-clients.js';
import { joinFleet } from './fleet.js';
import type { WorkerConfig, WorkerVersion } from './config.js';
import { createModelTeardownHandler } from './nexus-handler.js';
import type { Tracing } from './tracing.js';
import { FAILURE_CONVERTER_PATH, PATIENTLY, workflowCode } from './workflow-code.js';

// AWS calls time out after ten seconds, so all calls in flight end within this time.
const SHUTDOWN_GRACE = '30s';
// Activities that wait for the quota of one account must not block others. A waiting activity takes a few kilobytes.
const MOST_IN_LINE = 2_000;
// Waiting teardowns need not stay in the workflow cache, where each takes about 0.5 MB: evicted ones are replayed
// from their short history when something happens to them.
const MOST_IN_MEMORY = 1_000;

/** What a worker shares with its process. */
export interface WorkerParts {
  /** The workers that divide the share of the quota. */
  readonly fleet?: Fleet;
  readonly tracing?: Tracing;
}

/**
 * Returns the options of a teardown worker, for processes that create their own connection and worker. Payloads are
 * encrypted if `TEARDOWN_ENCRYPTION_KEYS` is set. Without a fleet, the worker has the whole share of the quota.
 *
 * @throws InvalidKeysError
 */
export async function teardownWorkerOptions(
  config: WorkerConfig,
  { fleet, tracing }: WorkerParts = {},
): Promise<Omit<WorkerOptions, 'connection'>> {
  const { namespace, taskQueue, version, allowLists, remindBeforeMs, records } = config;
  const { role, quotaShare } = config;
  const encrypting = await loadDataConverter();
  const dataConverter = encrypting && { ...encrypting, failureConverterPath: FAILURE_CONVERTER_PATH };
  const searchable = config.searchAttributes ? createSearchAttributeCheck() : undefined;
  const kind = dataConverter ? 'encrypted' : 'plain';
  return {
    namespace,
    taskQueue,
    ...omitUndefined({ dataConverter }),
    ...PATIENTLY,
    ...(await workflowCode(kind, tracing !== undefined)),
    ...tracing?.options,
    activities: createTeardownActivities(
      createAwsClients({ role, quotaShare, ...omitUndefined({ fleet }) }),
      {
        allowLists,
        remindBeforeMs,
        ...omitUndefined({ searchable, notify: notifyOf(config) }),
        ...(records && { records: { keeping: records.keeping, write: recordWriter(openRecords(records)) } }),
      },
    ),
    nexusServices: [createModelTeardownHandler(kind === 'encrypted' ? arnDigest : undefined, searchable)],
    shutdownGraceTime: SHUTDOWN_GRACE,
    maxConcurrentActivityTaskExecutions: MOST_IN_LINE,
    maxCachedWorkflows: MOST_IN_MEMORY,
    ...(version && { workerDeploymentOptions: deploymentOf(version) }),
  };
}

function notifyOf({ webhook, eventBus }: WorkerConfig): ReturnType<typeof createNotify> | undefined {
  const targets: Targets = {
    ...(webhook && { webhook: (event) => postEvent(webhook, event) }),
    ...(eventBus && busTarget(eventBus)),
  };
  return Object.keys(targets).length === 0 ? undefined : createNotify(targets);
}

function busTarget(eventBus: EventBus): Targets {
  const client = once(() => createEventBridge(eventBus));
  return { eventBus: (event) => putEvent(client, eventBus, event) };
}

/**
 * Returns auto-upgrade versioning options. A grace period can last weeks, for which pinned runs would need old workers.
 * Runs can move to a new version because the replay tests check each version against the histories of earlier ones.
 */
function deploymentOf(version: WorkerVersion): WorkerDeploymentOptions {
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

/**
 * Creates a worker that is ready to run. It divides the share of the quota with the other workers of its task queue.
 *
 * @throws InvalidSettingError if the connection comes from another copy of the SDK
 */
export async function createTeardownWorker(
  connection: NativeConnection,
  config: WorkerConfig,
  { fleet = joinFleet(connection, config, Runtime.instance().logger), tracing }: WorkerParts = {},
): Promise<Worker> {
  // The native code of one copy of the SDK can't use the connection of another.
  if (!(connection instanceof NativeConnection)) {
    throw new InvalidSettingError(
      'The connection comes from another copy of @temporalio/worker than the one that rekognition-teardown-worker uses: install the version that it depends on ("npm ls @temporalio/worker" shows the copies).',
    );
  }
  const options = await teardownWorkerOptions(config, { fleet, ...omitUndefined({ tracing }) });
  return Worker.create({ connection, ...options });
}
