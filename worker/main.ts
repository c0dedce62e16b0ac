#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { messageOf } from '../contract/message-of.js';
import { announceNodeSupport } from '../contract/node-support.js';
import { CONNECT_LIMIT_MS, refusedCredentials, unreachable } from '../contract/reaching-temporal.js';
import { InvalidSettingError, type HostAndPort } from '../contract/settings.js';
import { checkCredentials } from './check-credentials.js';
import { checkNamespace } from './check-namespace.js';
import { loadWorkerConfig, type WorkerConfig } from './config.js';
import { joinFleet } from './fleet.js';
import { startHealthServer, type HealthServer } from './health.js';
import { createLogger } from './logger.js';
import { telemetry } from './telemetry.js';
import { isTraced, startTracing } from './tracing.js';
import { createTeardownWorker } from './teardown-worker.js';

/** Shorter than the timeout of probes, usually 5 s. */
const PROBE_LIMIT_MS = 3_000;

announceNodeSupport(process);
try {
  await runWorker(loadWorkerConfig());
} catch (error) {
  console.error(`teardown worker: ${messageOf(error)}`);
  process.exit(error instanceof InvalidSettingError ? 2 : 1);
}

async function runWorker(config: WorkerConfig): Promise<void> {
  const { namespace, taskQueue, logLevel, logFormat, metrics } = config;
  const logger = await createLogger(logLevel, logFormat);
  const say = (line: string) =>
    logFormat === 'json' ? logger.info(line) : console.log(`teardown worker: ${line}`);
  // On SIGINT and SIGTERM the worker then stops taking work, finishes its tasks and exits.
  await serving('TEARDOWN_METRICS_ADDRESS', metrics, () =>
    Runtime.install({ logger, telemetryOptions: telemetry(metrics) }),
  );
  await checkCredentials();
  const connection = await connect(config);
  const tracing = isTraced() ? await startTracing() : undefined;
  try {
    await checkNamespace(connection, config.namespace);
    const fleet = joinFleet(connection, config, logger);
    const worker = await createTeardownWorker(connection, config, { fleet, ...(tracing && { tracing }) });
    const probes = await answerProbes(config, worker, connection);
    const running = worker.run();
    say(
      `connected to ${config.connection.address}, polling task queue ${taskQueue} in namespace ${namespace}`,
    );
    await running.finally(() => probes?.close());
    await fleet.leave();
    say('stopped');
  } finally {
    await tracing?.shutdown().catch((error: unknown) => {
      logger.warn(`the last spans were not sent to OpenTelemetry's endpoint (${messageOf(error)})`);
    });
    // A worker that has not run holds the connection, until the process exits.
    await connection.close().catch(() => undefined);
  }
}

function answerProbes(
  config: WorkerConfig,
  worker: Worker,
  connection: NativeConnection,
): Promise<HealthServer> | undefined {
  const { health } = config;
  const stateOf = () => worker.getState();
  return (
    health &&
    serving('TEARDOWN_HEALTH_ADDRESS', health, () =>
      startHealthServer(health, {
        live: () => (stateOf() === 'FAILED' ? 'the worker has failed' : undefined),
        ready: async () => {
          if (stateOf() !== 'RUNNING') return `the worker is ${stateOf()}`;
          return connection
            .withDeadline(Date.now() + PROBE_LIMIT_MS, () => checkNamespace(connection, config.namespace))
            .then(() => undefined, messageOf);
        },
      }),
    )
  );
}

/** Starts to serve at the address of a setting, which the error names if that fails, as where another process has it. */
async function serving<T>(
  variable: string,
  address: HostAndPort | undefined,
  start: () => T | Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (address === undefined) throw error;
    const { host, port } = address;
    throw new InvalidSettingError(
      `${variable} must be an address where the worker can listen; ${host}:${port} failed (${messageOf(error)}).`,
      { cause: error },
    );
  }
}

async function connect({ connection }: WorkerConfig): Promise<NativeConnection> {
  try {
    return await Promise.race([NativeConnection.connect(connection), noAnswer()]);
  } catch (error) {
    const said = messageOf(error);
    throw new Error(refusedCredentials(connection, said) ?? unreachable(connection, said), { cause: error });
  }
}

/** Rejects after the connect limit. The native connection waits for 30 seconds and can't be aborted; the exit ends it. */
async function noAnswer(): Promise<never> {
  await sleep(CONNECT_LIMIT_MS, undefined, { ref: false });
  throw new Error(`no answer within ${CONNECT_LIMIT_MS / 1000} s`);
}
