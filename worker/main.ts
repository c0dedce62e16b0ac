#!/usr/bin/env node
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createTeardownActivities } from '../activities/index.js';
import { postEvent } from '../activities/webhook.js';
import { checkCredentials, createAwsClients } from './aws-clients.js';
import { loadWorkerConfig, type WorkerConfig } from './config.js';
import { workflowCode } from './workflow-code.js';

// In-flight AWS calls are cut off after ten seconds, so every one of them ends within this time.
const SHUTDOWN_GRACE = '30s';
// Who waits for a turn at one account's quota must not keep others from theirs; a place in line costs a few kilobytes.
const MOST_IN_LINE = 2_000;

try {
  await runWorker(loadWorkerConfig());
} catch (error) {
  console.error(`teardown worker: ${messageOf(error)}`);
  process.exit(1);
}

async function runWorker(config: WorkerConfig): Promise<void> {
  const { namespace, taskQueue, logLevel, webhook, foreignEndpoint, role, quotaShare } = config;
  // Also has SIGINT and SIGTERM drain the worker instead of killing it.
  Runtime.install({ logger: new DefaultLogger(logLevel) });
  await checkCredentials();
  const aws = createAwsClients({ foreignEndpoint, role, quotaShare });
  const connection = await connect(config);
  try {
    await checkNamespace(connection, config);
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      ...workflowCode(),
      activities: createTeardownActivities(aws, {
        allowLists: config.allowLists,
        ...(webhook && { notify: (event) => postEvent(webhook, event) }),
      }),
      shutdownGraceTime: SHUTDOWN_GRACE,
      maxConcurrentActivityTaskExecutions: MOST_IN_LINE,
    });
    const running = worker.run();
    console.log(
      `teardown worker: connected to ${config.connection.address}, polling task queue ${taskQueue} in namespace ${namespace}`,
    );
    await running;
    console.log('teardown worker: stopped');
  } finally {
    await connection.close();
  }
}

async function connect({ connection }: WorkerConfig): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connection);
  } catch (error) {
    // What the connection says of itself is the debug form of a Rust error; the operating system's words are in it.
    const reason = /message: "([^"]+)"/.exec(messageOf(error))?.[1] ?? messageOf(error);
    throw new Error(
      `can't reach a Temporal server at ${connection.address} (${reason}). Start one with "temporal server start-dev", or set TEMPORAL_ADDRESS.`,
      { cause: error },
    );
  }
}

async function checkNamespace(connection: NativeConnection, { namespace }: WorkerConfig): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    throw new Error(`can't use the namespace ${namespace} (${messageOf(error)}). Set TEMPORAL_NAMESPACE.`, {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
