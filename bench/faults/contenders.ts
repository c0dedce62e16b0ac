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
  prepare(emulatorUrl: string): Promise<Teardown>;
}

/** A contender that takes ARNs as messages, and again after a restart, as its caller would send them again. */
export function byMessage(
  name: ContenderName,
  about: Pick<Contender, 'form' | 'retries'>,
  env: () => NodeJS.ProcessEnv = () => ({}),
): Contender {
  return {
    name,
    ...about,
    async prepare(emulatorUrl) {
      const process = await restartable(name, { AWS_ENDPOINT_URL: emulatorUrl, ...env() });
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
        stop: () => process.current.stop(),
      };
    },
  };
}

/** A contender on Temporal, whose server keeps the run while the worker is down. */
export function onTemporal(
  name: 'ours' | 'naive',
  about: Pick<Contender, 'form' | 'retries'>,
  client: Client,
  address: string,
): Contender {
  return {
    name,
    ...about,
    async prepare(emulatorUrl) {
      const env = { AWS_ENDPOINT_URL: emulatorUrl, TEMPORAL_ADDRESS: address };
      const process = await restartable(name, env);
      let handle: Awaited<ReturnType<typeof startRun>> | undefined;
      return {
        async begin(arn) {
          handle = await startRun(client, name, arn);
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
          await process.current.stop();
        },
      };
    },
  };
}

function startRun(client: Client, name: 'ours' | 'naive', arn: string) {
  return name === 'ours'
    ? client.workflow.start('teardownModel', {
        taskQueue: 'model-teardown',
        workflowId: teardownModelWorkflowId(arn as ProjectVersionArn),
        args: [arn],
      })
    : client.workflow.start('naiveTeardown', {
        taskQueue: 'naive',
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
  };
}
