import type { Client, Connection } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { failedWith } from '../client/grpc-errors.js';
import { durationInWords } from '../contract/duration.js';
import { needed, type Check } from './check.js';
import { findSearchAttributes } from './search-attribute-check.js';
import { findTrouble } from './trouble-check.js';
import { findWorkers } from './worker-check.js';

/** How long the server may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 5_000;

export interface TemporalOptions {
  readonly connect: () => Promise<Client>;
  readonly taskQueue: string;
  /** Whether to register the search attributes that the namespace lacks. */
  readonly register: boolean;
}

/** Checks the Temporal server, the namespace with its search attributes, the workers, and the running teardowns. */
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
    { name: 'teardowns in trouble', run: () => ask((client) => findTrouble(client, taskQueue)) },
  ];
}

function within<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + ANSWER_LIMIT_MS, call);
}

async function describeNamespace({ workflowService, options: { namespace } }: Client): Promise<string> {
  const described = workflowService.describeNamespace({ namespace });
  const { config } = await described.catch((error: unknown) => {
    throw failedWith(error, 'NOT_FOUND') ? new NamespaceNotFoundError(namespace) : error;
  });
  const retention = config?.workflowExecutionRetentionTtl;
  if (!retention) return `${namespace}; the server does not say how long it keeps ended runs`;
  return `${namespace}, which keeps ended runs for ${durationInWords(tsToMs(retention))}`;
}
