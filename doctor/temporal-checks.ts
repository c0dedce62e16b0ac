import { isGrpcServiceError, type Client, type Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { durationInWords } from '../contract/duration.js';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from '../contract/search-attributes.js';
import { InvalidSettingError, searchAttributesSetting } from '../contract/settings.js';
import { needed, NotChecked, type Check } from './check.js';

const GRPC_INVALID_ARGUMENT = 3;
const GRPC_NOT_FOUND = 5;
const GRPC_PERMISSION_DENIED = 7;
const GRPC_UNIMPLEMENTED = 12;
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

/** What a teardown needs of Temporal: the server, the namespace with its search attributes, and a worker. */
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
    if (!hasCode(error, GRPC_NOT_FOUND)) throw error;
    throw new InvalidSettingError(
      `The Temporal server has no namespace ${namespace}. Set TEMPORAL_NAMESPACE.`,
    );
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
  await within(client, () => registerSearchAttributes(client, missing));
  return `registered ${missing.join(', ')}; clients and workers use them within a minute or two`;
}

async function hasSearchAttribute(client: Client, name: SearchAttribute): Promise<boolean> {
  try {
    await client.workflow.count(`${name} = 'any'`);
    return true;
  } catch (error) {
    if (hasCode(error, GRPC_INVALID_ARGUMENT)) return false;
    // The SDK's own message does not tell why.
    const { cause } = error as { cause?: unknown };
    throw cause instanceof Error ? cause : error;
  }
}

async function registerSearchAttributes(
  { connection, options: { namespace } }: Client,
  names: readonly SearchAttribute[],
): Promise<void> {
  const type = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  const searchAttributes = Object.fromEntries(names.map((name) => [name, type]));
  try {
    await (connection as Connection).operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    if (!hasCode(error, GRPC_PERMISSION_DENIED) && !hasCode(error, GRPC_UNIMPLEMENTED)) throw error;
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
  const latest = Math.max(...(pollers ?? []).map((it) => tsToMs(it.lastAccessTime)));
  const ago = Date.now() - latest;
  if (pollers?.length && ago > STILL_POLLING_MS) {
    throw new Error(
      `The last worker that polled the task queue ${taskQueue} did so ${durationInWords(ago)} ago, so that teardowns wait. Start a worker.`,
    );
  }
  if (!pollers?.length) {
    throw new Error(
      `No worker polls the task queue ${taskQueue} in namespace ${namespace}, so that teardowns wait. Start a worker with "npm run worker", or set TEARDOWN_TASK_QUEUE.`,
    );
  }
  const workers = pollers.map(({ identity, deploymentOptions }) => {
    const { deploymentName, buildId } = deploymentOptions ?? {};
    const version = deploymentName && buildId ? ` (${deploymentName}, build ${buildId})` : '';
    return `${identity}${version}`;
  });
  return `${taskQueue} is polled by ${workers.toSorted().join(', ')}`;
}

function hasCode(error: unknown, code: number): boolean {
  const cause: unknown = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && (cause as { code: unknown }).code === code;
}
