import { fileURLToPath } from 'node:url';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type NativeConnection,
  type WorkerOptions,
} from '@temporalio/worker';
import { createTeardownActivities } from '../activities/index.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { teardownModelWorkflowId } from '../contract/names.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { createAwsClients } from '../worker/aws-clients.js';
import { bundleWorkflows } from '../worker/workflow-code.js';
import { createNaiveActivities } from './naive/activities.js';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/EXAMPLEKEY' };

export interface ContenderOptions {
  /** Default: this machine's. */
  readonly clock?: () => Promise<number>;
  readonly interceptors?: NonNullable<WorkerOptions['interceptors']>;
}

/** Something that tears models down, side by side with others. */
export interface Contender {
  readonly name: string;
  readonly taskQueue: string;
  readonly workflowType: string;
  workflowId(arn: string): string;
  createWorker(
    connection: NativeConnection,
    emulatorUrl: string,
    options?: ContenderOptions,
  ): Promise<Worker>;
}

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'rekognition-teardown',
    taskQueue: 'ours',
    workflowType: 'teardownModel',
    workflowId: (arn) => teardownModelWorkflowId(arn as ProjectVersionArn),
    createWorker: async (connection, endpoint, { clock, ...options } = {}) =>
      Worker.create({
        ...options,
        connection,
        taskQueue: 'ours',
        workflowBundle: await bundleOurs(),
        activities: createTeardownActivities(
          createAwsClients({ endpoint, credentials: CREDENTIALS }),
          omitUndefined({ clock }),
        ),
      }),
  },
  {
    name: 'naive workflow',
    taskQueue: 'naive',
    workflowType: 'naiveTeardown',
    workflowId: (arn) => `naive/${arn}`,
    createWorker: async (connection, endpoint, { interceptors } = {}) =>
      Worker.create({
        ...omitUndefined({ interceptors }),
        connection,
        taskQueue: 'naive',
        workflowBundle: await bundleNaive(),
        activities: createNaiveActivities(naiveClient(endpoint)),
      }),
  },
];

function naiveClient(endpoint: string) {
  const client = new RekognitionClient({ endpoint, region: 'eu-west-1', credentials: CREDENTIALS });
  return () => client;
}

/** @param terms of the request, besides the model's ARN; the naive workflow takes none */
export function start(client: Client, contender: Contender, arn: string, terms: object = {}) {
  const { workflowType, taskQueue } = contender;
  const workflowId = contender.workflowId(arn);
  const request = Object.keys(terms).length === 0 ? arn : { projectVersionArn: arn, ...terms };
  return client.workflow.start(workflowType, { taskQueue, workflowId, args: [request] });
}

export function bundleOurs() {
  return bundleWorkflows('plain');
}

/** As the SDK bundles unless it is told otherwise. */
export function bundleNaive() {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('naive/workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
}
