import { Option, type Command } from 'commander';
import { parseProjectArn } from '../../contract/arn.js';
import { DEFAULT_TASK_QUEUE } from '../../contract/names.js';
import { checkedRequest } from '../checked-request.js';
import type { ConnectOptions } from '../connection.js';
import { TeardownClient, type TeardownClientOptions } from '../teardown-client.js';
import type { TeardownHandle } from '../teardown-handle.js';

export type ConnectionFlags = ConnectOptions & TeardownClientOptions & { readonly json?: true };

/** Adds the flags that every command with a server behind it has. */
export function withConnection(command: Command): Command {
  return command
    .option('--json', 'one JSON document on standard output, and nothing else')
    .option('--address <host:port>', 'Temporal server (TEMPORAL_ADDRESS; else 127.0.0.1:7233)')
    .option('--namespace <name>', 'Temporal namespace (TEMPORAL_NAMESPACE; else default)');
}

export function taskQueueOption(): Option {
  return new Option('--task-queue <name>', 'task queue that the worker polls')
    .env('TEARDOWN_TASK_QUEUE')
    .default(DEFAULT_TASK_QUEUE);
}

/** Connects, does the work, and closes the connection whatever comes. */
export async function connected<T>(
  flags: ConnectionFlags,
  work: (client: TeardownClient) => Promise<T>,
): Promise<T> {
  const client = await TeardownClient.connect(flags);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** The same for a teardown of whatever has this ARN, a model or a project. */
export async function onAnyTeardown<T>(
  arn: string,
  flags: ConnectionFlags,
  work: (teardown: TeardownHandle<string, unknown, unknown>) => Promise<T>,
): Promise<T> {
  if (!parseProjectArn(arn)) return onTeardown(arn, flags, work);
  return connected(flags, (client) => work(client.projectTeardownOf(arn)));
}

/** Checks the ARN before anything is called, then does the work on that model's latest teardown. */
export async function onTeardown<T>(
  arn: string,
  flags: ConnectionFlags,
  work: (teardown: TeardownHandle) => Promise<T>,
): Promise<T> {
  const { projectVersionArn } = checkedRequest(arn);
  return connected(flags, (client) => work(client.teardownOf(projectVersionArn)));
}

/** Says so where nothing will happen for now. */
export async function warnWithoutWorker(client: TeardownClient): Promise<void> {
  if (await client.hasWorker()) return;
  console.error(
    `No worker polls the task queue ${client.taskQueue}: nothing happens until one does. Start one with "npm run worker".`,
  );
}

export function printJson(document: unknown): void {
  console.log(JSON.stringify(document, undefined, 2));
}
