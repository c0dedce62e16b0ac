import { setMaxListeners } from 'node:events';
import type { Client } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createTeardownActivities } from '../activities/index.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { teardownModelWorkflowId } from '../contract/names.js';
import type { Emulator } from '../emulator/emulator.js';
import { createAwsClients } from '../worker/aws-clients.js';
import { bundleNaive, bundleOurs } from './contenders.js';
import { launchDbos, shutDownDbos, tearDownByDbos } from './dbos/teardown.js';
import { createNaiveActivities } from './naive/activities.js';
import { createNaiveClients } from './naive/client.js';
import { tearDownByScript } from './naive/script.js';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'EXAMPLEKEY' };

export interface Started {
  /** One for each teardown. */
  readonly running: readonly Promise<unknown>[];
  readonly stop: () => Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** Returns a function that starts the teardowns, once the process that does them is ready. */
  prepare(emulator: Emulator): Promise<(arns: readonly string[]) => Promise<Started>>;
}

function onTemporal(
  client: Client,
  name: string,
  type: string,
  id: (arn: string) => string,
  worker: (url: string) => Promise<Worker>,
) {
  return {
    name,
    async prepare(emulator: Emulator) {
      const working = await worker(emulator.url);
      const run = working.run();
      const { taskQueue } = working.options;
      return async (arns: readonly string[]) => {
        const handles = await Promise.all(
          arns.map((arn) => client.workflow.start(type, { taskQueue, workflowId: id(arn), args: [arn] })),
        );
        return {
          running: handles.map((handle) => handle.result()),
          async stop() {
            await Promise.allSettled(handles.map((handle) => handle.terminate()));
            working.shutdown();
            await run;
          },
        };
      };
    },
  };
}

/** @param databaseUrl of a PostgreSQL; DBOS is left out where there is none */
export function contenders(
  client: Client,
  nativeConnection: NativeConnection,
  databaseUrl: string | undefined,
): readonly Contender[] {
  return [
    onTemporal(
      client,
      'rekognition-teardown',
      'teardownModel',
      (arn) => teardownModelWorkflowId(arn as ProjectVersionArn),
      async (endpoint) =>
        Worker.create({
          connection: nativeConnection,
          taskQueue: 'ours',
          workflowBundle: await bundleOurs(),
          maxConcurrentActivityTaskExecutions: 2000,
          activities: createTeardownActivities(
            createAwsClients({
              endpoint,
              credentials: CREDENTIALS,
              role: { arn: 'arn:aws:iam::{account}:role/model-teardown' },
              quotaShare: 0.6,
            }),
          ),
        }),
    ),
    onTemporal(
      client,
      'naive workflow',
      'naiveTeardown',
      (arn) => `naive/${arn}`,
      async (endpoint) =>
        Worker.create({
          connection: nativeConnection,
          taskQueue: 'naive',
          workflowBundle: await bundleNaive(),
          activities: createNaiveActivities(createNaiveClients(endpoint)),
        }),
    ),
    {
      name: 'plain SDK script',
      prepare({ url }) {
        const over = new AbortController();
        setMaxListeners(0, over.signal);
        const activities = createNaiveActivities(createNaiveClients(url));
        return Promise.resolve((arns) => {
          const running = arns.map((arn) => tearDownByScript(activities, arn, over.signal));
          const stop = async () => {
            over.abort();
            await Promise.allSettled(running);
          };
          return Promise.resolve({ running, stop });
        });
      },
    },
    ...(databaseUrl === undefined ? [] : [dbos(databaseUrl)]),
  ];
}

function dbos(databaseUrl: string): Contender {
  return {
    name: 'DBOS Transact',
    async prepare({ url }) {
      await launchDbos(databaseUrl, createNaiveActivities(createNaiveClients(url)));
      return (arns) =>
        Promise.resolve({ running: arns.map((arn) => tearDownByDbos(arn)), stop: shutDownDbos });
    },
  };
}
