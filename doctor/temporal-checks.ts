import type { Client, Connection } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { failedWith } from '../client/grpc-errors.js';
import { registerSearchAttributes } from '../client/register-search-attributes.js';
import { durationInWords } from '../contract/duration.js';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from '../contract/search-attributes.js';
import { InvalidSettingError, searchAttributesSetting } from '../contract/settings.js';
import { needed, NotChecked, type Check } from './check.js';

const [INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNIMPLEMENTED] = [3, 5, 7, 12];
/** A worker polls anew every minute, and the server lists it for five, in milliseconds. */
const STILL_POLLING_MS = 100_000;
/** How long the server may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 5_000;

export interface TemporalOptions {
  readonly connect: () => Promise<Client>;
  readonly taskQueue: string;
  /** Whether to register the search attributes that the namespace lacks. */
  readonly register: boolean;
}

/** Checks the Temporal server, the namespace with its search attributes, and the workers. */
export function temporalChecks({ connect, taskQueue, register }: TemporalOptions): Check[] {
  const ask = async <T>(call: (client: Client) => Promise<T>): Promise<T> => {
    const client = await needed(connect, 'the Temporal server');
    return within(client, () => call(client));
  };
  return [
    {
      name: 'Temporal server',
      run: async () => {
        const client = await connect();
        const { connection } = client;
        const { serverVersion } = await within(client, () => connection.workflowService.getSystemInfo({}));
        return `${(connection as Connection).options.address}, version ${serverVersion || 'unknown'}`;
      },
    },
    { name: 'namespace', run: () => ask(describeNamespace) },
    { name: 'search attributes', run: () => ask((client) => findSearchAttributes(client, register)) },
    { name: 'worker', run: () => ask((client) => findWorkers(client, taskQueue)) },
  ];
}

function within<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + ANSWER_LIMIT_MS, call);
}

async function describeNamespace({ workflowService, options: { namespace } }: Client): Promise<string> {
  const described = workflowService.describeNamespace({ namespace });
  const { config } = await described.catch((error: unknown) => {
    throw failedWith(error, NOT_FOUND) ? new NamespaceNotFoundError(namespace) : error;
  });
  const retention = config?.workflowExecutionRetentionTtl;
  if (!retention) return `${namespace}; the server does not say how long it keeps ended runs`;
  return `${namespace}, which keeps ended runs for ${durationInWords(tsToMs(retention))}`;
}

async function findSearchAttributes(client: Client, register: boolean): Promise<string> {
  if (!searchAttributesSetting(process.env)) {
    const off = 'TEARDOWN_SEARCH_ATTRIBUTES is off, or payloads are encrypted and it is not on';
    if (register) throw new InvalidSettingError(`${off}, so that nothing was registered. Set it to on.`);
    throw new NotChecked(off);
  }
  const missing: SearchAttribute[] = [];
  for (const name of SEARCH_ATTRIBUTES) if (!(await hasSearchAttribute(client, name))) missing.push(name);
  if (missing.length === 0) return `all ${SEARCH_ATTRIBUTES.length} are registered`;
  if (!register) {
    throw new Error(
      `The namespace lacks ${missing.join(', ')}, so that lists can't be filtered by phase. Register them: teardown doctor --register`,
    );
  }
  await within(client, () => registerMissing(client, missing));
  return `registered ${missing.join(', ')}; clients and workers use them within a minute or two`;
}

async function hasSearchAttribute(client: Client, name: SearchAttribute): Promise<boolean> {
  try {
    await client.workflow.count(`${name} = 'any'`);
    return true;
  } catch (error) {
    if (failedWith(error, INVALID_ARGUMENT)) return false;
    // The message of the SDK's error lacks the reason.
    const { cause } = error as { cause?: unknown };
    throw cause instanceof Error ? cause : error;
  }
}

async function registerMissing(
  { connection, options: { namespace } }: Client,
  names: readonly SearchAttribute[],
): Promise<void> {
  try {
    await registerSearchAttributes(connection as Connection, namespace, names);
  } catch (error) {
    if (!failedWith(error, PERMISSION_DENIED, UNIMPLEMENTED)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The server does not let this client register search attributes (${said}). In Temporal Cloud, add ${names.join(', ')}, of type Keyword, on the namespace's page or with "tcld namespace search-attributes add".`,
      { cause: error },
    );
  }
}

async function findWorkers(
  { workflowService, options: { namespace } }: Client,
  taskQueue: string,
): Promise<string> {
  const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } });
  if (!pollers?.length) {
    throw new Error(
      `No worker polls the task queue ${taskQueue} in namespace ${namespace}, so that teardowns wait. Start a worker with "npm run worker", or set TEARDOWN_TASK_QUEUE.`,
    );
  }
  const ago = Date.now() - Math.max(...pollers.map((it) => tsToMs(it.lastAccessTime)));
  if (ago > STILL_POLLING_MS) {
    throw new Error(
      `The last worker that polled the task queue ${taskQueue} did so ${durationInWords(ago)} ago, so that teardowns wait. Start a worker.`,
    );
  }
  const workers = pollers.map(({ identity, deploymentOptions }) => {
    const { deploymentName, buildId } = deploymentOptions ?? {};
    const version = deploymentName && buildId ? ` (${deploymentName}, build ${buildId})` : '';
    return `${identity}${version}`;
  });
  return `${taskQueue} is polled by ${workers.toSorted().join(', ')}`;
}
