import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { startContender, type ContenderName, type ContenderProcess } from '../contender-process.js';
import type { End } from '../report-ends.js';

/** How often the peers look at the model. Ours has a schedule of its own. */
const POLL_MS = 2000;
const DOWN_MS = 3000;

/** One teardown by one contender, whose process is ready. */
export interface Teardown {
  begin(arn: string): Promise<End>;
  /** Kills the process as a power cut would, and starts it again a few seconds later. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export interface Contender {
  readonly name: ContenderName;
  /** What its form consists of, besides the three AWS calls that all of the peers share. */
  readonly form: readonly string[];
  readonly retries: string;
  /** Whether what it has stored is in this process only, although it would be in AWS. */
  readonly storesInProcess?: boolean;
  prepare(emulatorUrl: string): Promise<Teardown>;
}

/** A contender that takes ARNs as messages, and again after a restart, as its caller would send them again. */
export function byMessage(
  name: ContenderName,
  about: Omit<Contender, 'name' | 'prepare'>,
  env: () => Promise<NodeJS.ProcessEnv> = () => Promise.resolve({}),
): Contender {
  return {
    name,
    ...about,
    async prepare(emulatorUrl) {
      const process = await restartable(name, { AWS_ENDPOINT_URL: emulatorUrl, ...(await env()) });
      let send = () => {};
      return {
        begin(arn) {
          return new Promise((resolve) => {
            send = () => {
              process.current.child.on('message', resolve);
              process.current.child.send([arn]);
            };
            send();
          });
        },
        async killAndRestart() {
          await process.killAndRestart();
          send();
        },
        stop: () => process.stop(),
      };
    },
  };
}

/** A contender on Temporal, whose server keeps the run while the worker is down. */
export function onTemporal(
  name: 'ours' | 'naive',
  about: Omit<Contender, 'name' | 'prepare'>,
  client: Client,
  address: string,
): Contender {
  let cells = 0;
  return {
    name,
    ...about,
    async prepare(emulatorUrl) {
      // One for each worker of ours: it waits until workers of its task queue that were killed no longer count.
      const taskQueue = name === 'ours' ? `model-teardown-${(cells += 1)}` : 'naive';
      const env = {
        AWS_ENDPOINT_URL: emulatorUrl,
        TEMPORAL_ADDRESS: address,
        TEARDOWN_TASK_QUEUE: taskQueue,
      };
      const process = await restartable(name, env);
      let handle: Awaited<ReturnType<typeof startRun>> | undefined;
      return {
        async begin(arn) {
          handle = await startRun(client, name, taskQueue, arn);
          try {
            const result: unknown = await handle.result();
            return { arn, result: outcomeOf(result), events: await countEvents(handle) };
          } catch (error) {
            return { arn, error: String(error instanceof Error ? (error.cause ?? error) : error) };
          }
        },
        killAndRestart: () => process.killAndRestart(),
        async stop() {
          // What has not ended would go on when the next worker polls. What has ended can't be terminated.
          await handle?.terminate().catch(() => undefined);
          await process.stop();
        },
      };
    },
  };
}

function startRun(client: Client, name: 'ours' | 'naive', taskQueue: string, arn: string) {
  return name === 'ours'
    ? client.workflow.start('teardownModel', {
        taskQueue,
        workflowId: teardownModelWorkflowId(arn as ProjectVersionArn),
        args: [arn],
      })
    : client.workflow.start('naiveTeardown', {
        taskQueue,
        workflowId: `naive/${arn}`,
        args: [arn, POLL_MS],
      });
}

function outcomeOf(result: unknown): string {
  return typeof result === 'object' && result !== null && 'outcome' in result
    ? String(result.outcome)
    : String(result);
}

async function countEvents(handle: Awaited<ReturnType<typeof startRun>>): Promise<number> {
  return (await handle.fetchHistory()).events?.length ?? 0;
}

interface Restartable {
  readonly current: ContenderProcess;
  killAndRestart(): Promise<void>;
  /** @throws Error if it has ended by itself: what was measured then says nothing of the fault */
  stop(): Promise<void>;
}

async function restartable(name: ContenderName, env: NodeJS.ProcessEnv): Promise<Restartable> {
  const start = () => startContender(name, { POLL_MS: `${POLL_MS}`, ...env });
  let current = await start();
  return {
    get current() {
      return current;
    },
    async killAndRestart() {
      await current.stop();
      await sleep(DOWN_MS);
      current = await start();
    },
    async stop() {
      const { exitCode, signalCode } = current.child;
      if (exitCode !== null || signalCode !== null) throw new Error(`${name} has ended by itself`);
      await current.stop();
    },
  };
}
