import { Option, type Command } from 'commander';
import { parseProjectArn } from '../../contract/arn.js';
import { DEFAULT_TASK_QUEUE, SWEEP_ID_PREFIX } from '../../contract/names.js';
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

/** Whose teardown an argument names. A model's is checked to be an ARN before anything is called. */
export function kindOf(name: string): 'model' | 'project' | 'sweep' {
  if (parseProjectArn(name)) return 'project';
  if (name.startsWith(SWEEP_ID_PREFIX)) return 'sweep';
  checkedRequest(name);
  return 'model';
}

/** The same for a teardown of whatever is named: a model or a project by its ARN, or a sweep by its workflow id. */
export async function onAnyTeardown<T>(
  name: string,
  flags: ConnectionFlags,
  work: (teardown: TeardownHandle<string, unknown, unknown>) => Promise<T>,
): Promise<T> {
  const kind = kindOf(name);
  if (kind === 'model') return onTeardown(name, flags, work);
  return connected(flags, (client) =>
    work(kind === 'project' ? client.projectTeardownOf(name) : client.sweepOf(name)),
  );
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
