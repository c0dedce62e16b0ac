import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseProjectArn } from '../../contract/arn.js';
import { DEFAULT_TASK_QUEUE, SWEEP_ID_PREFIX } from '../../contract/names.js';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { taskQueueSetting } from '../../contract/settings.js';
import { checked } from '../checked-request.js';
import type { ConnectOptions } from '../connection.js';
import { TeardownClient, type TeardownClientOptions } from '../teardown-client.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { TemporalCallError } from '../temporal-call-error.js';
import type { TeardownKind } from '../list-query.js';
import { messageOf } from './exit-codes.js';
import { inOneLine, jsonOf } from './printable.js';

export type ConnectionFlags = ConnectOptions & TeardownClientOptions & { readonly json?: true };

/** Adds the flags of commands that connect to Temporal. */
export function withConnection(command: Command): Command {
  return command
    .option('--json', 'print one JSON document to standard output and nothing else')
    .option('--address <host:port>', 'Temporal server (env: TEMPORAL_ADDRESS, default: 127.0.0.1:7233)')
    .option('--namespace <name>', 'Temporal namespace (env: TEMPORAL_NAMESPACE, default: default)');
}

export function taskQueueOption(): Option {
  return new Option('--task-queue <name>', 'task queue of the worker')
    .env('TEARDOWN_TASK_QUEUE')
    .argParser(taskQueue)
    .default(DEFAULT_TASK_QUEUE);
}

function taskQueue(given: string): string {
  try {
    return taskQueueSetting(given);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** Returns a number, or the text as it is, which the validation of the request then rejects. */
export function numberOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Connects, does the work, and always closes the connection. */
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

/**
 * Returns the kind of teardown that an argument names.
 *
 * @throws TeardownError `InvalidRequest` if it is neither an ARN nor the workflow ID of a sweep
 */
export function kindOf(name: string): TeardownKind {
  if (parseProjectArn(name)) return 'project';
  if (name.startsWith(SWEEP_ID_PREFIX)) return 'sweep';
  checked(parseTeardownRequest(name));
  return 'model';
}

/** Does the work on the latest teardown of a model or project, named by its ARN, or on a sweep, named by its workflow ID. */
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

/** Validates the ARN, connects, and does the work on that model's latest teardown. */
export async function onTeardown<T>(
  arn: string,
  flags: ConnectionFlags,
  work: (teardown: TeardownHandle) => Promise<T>,
): Promise<T> {
  const { projectVersionArn } = checked(parseTeardownRequest(arn));
  return connected(flags, (client) => work(client.teardownOf(projectVersionArn)));
}

/**
 * Prints a warning if Temporal says that no worker polls the task queue.
 *
 * @param joined the running teardown that was joined, which may have another task queue than the client
 */
export async function warnWithoutWorker(
  client: TeardownClient,
  joined?: Pick<TeardownHandle, 'describe'>,
): Promise<void> {
  try {
    const queue = joined ? (await joined.describe()).taskQueue : client.taskQueue;
    if (await client.hasWorker(queue)) return;
    console.error(
      `No worker is polling the task queue ${inOneLine(queue)}, so the teardown waits. Start a worker with "npm run worker".`,
    );
  } catch (error) {
    // The start was accepted before: without an answer to this, it must not look as if it had failed.
    if (!(error instanceof TemporalCallError)) throw error;
  }
}

export function printJson(document: unknown): void {
  console.log(jsonOf(document));
}
