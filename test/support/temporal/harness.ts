import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  type LogLevel,
} from '@temporalio/worker';
import type { Aws } from '../../../activities/aws/access.js';
import { createTeardownActivities, type TeardownActivityOptions } from '../../../activities/index.js';
import { parseProjectVersionArn, type ProjectArn, type ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId, teardownProjectWorkflowId } from '../../../contract/names.js';
import type { RecordKeeping } from '../../../contract/activities.js';
import type { Phase, TeardownProgress } from '../../../contract/model/progress.js';
import { createSearchAttributeCheck } from '../../../contract/search-attributes.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/emulator.js';
import type { ModelSeed } from '../../../emulator/seeds.js';
import { openRecords } from '../../../records/record-store.js';
import { recordWriter } from '../../../records/write-record.js';
import { createAwsClients, type AwsClientOptions } from '../../../worker/aws-clients.js';
import { createModelTeardownHandler } from '../../../worker/nexus-handler.js';
import type { PayloadKind } from '../../../worker/workflow-code.js';
import type { teardownModel, teardownProject } from '../../../workflows/index.js';
import { CREDENTIALS } from '../credentials.js';
import { eventually } from '../eventually.js';
import { replayRuns } from './replay-runs.js';
import { createTestWorker } from './test-worker.js';

const logLevel = process.env['LOG_LEVEL'];
Runtime.install({
  logger: new DefaultLogger((logLevel ?? 'ERROR') as LogLevel),
  // The SDK's core warns of each activity that ends after its run, which many tests bring about.
  ...(logLevel === undefined && {
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  }),
});

/** The workflows' code as `npm run build` has bundled it, which is up to date: see global-setup.ts. */
export function workflowBundle(kind: PayloadKind = 'plain'): { readonly codePath: string } {
  const name = kind === 'plain' ? 'workflow-bundle.js' : 'workflow-bundle-encrypted.js';
  return { codePath: fileURLToPath(new URL(`../../../dist/${name}`, import.meta.url)) };
}

/** Where workers with `records` keep them. */
export const RECORDS = {
  bucket: 'records',
  prefix: 'teardowns/',
  region: 'eu-west-1',
  keeping: 'required',
} as const;

/** Statuses change within a fraction of a second. */
const QUICK = { training: 400, copying: 400, starting: 300, stopping: 300, deleting: 200 };

/**
 * An interval between looks of a worker that looks by itself only after days, in milliseconds. Models of a project share
 * moments in whole powers of two of seconds, so that with an hour one of a thousand tests would meet such a moment.
 */
export const SELDOM_MS = 12 * 86_400_000;

type TeardownActivities = ReturnType<typeof createTeardownActivities>;

export interface Harness {
  readonly client: Client;
  readonly emulator: Emulator;
  readonly taskQueue: string;
  /** Adds a model to a project of its own, and returns its ARN. */
  addModel(
    seed?: Partial<ModelSeed> & { readonly feature?: 'CUSTOM_LABELS' | 'CONTENT_MODERATION' },
  ): Promise<ProjectVersionArn>;
  /** Starts `teardownModel` under its canonical id. */
  start(request: unknown): Promise<WorkflowHandle<typeof teardownModel>>;
  /** Starts `teardownProject` under its canonical id, or another one. */
  startProject(request: unknown, workflowId?: string): Promise<WorkflowHandle<typeof teardownProject>>;
  progress(handle: WorkflowHandle): Promise<TeardownProgress>;
  /** The operations that the emulator was asked for about a model, in order, besides the reading of its tags. */
  operations(arn: string): string[];
  /** Those of them that change something. */
  changes(arn: string): string[];
  /** Waits until a teardown is in a phase. */
  reaches(handle: WorkflowHandle, phase: Phase): Promise<void>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly emulator?: EmulatorOptions;
  /** Milliseconds between two looks; default: 50. */
  readonly intervalMs?: number;
  /** How the worker calls AWS; default: without limits, as the account of the emulator. */
  readonly aws?: Pick<AwsClientOptions, 'quotaShare' | 'role'>;
  /** Default: as it is. */
  readonly wrapAws?: (aws: Aws) => Aws;
  /** Default: as they are. */
  readonly wrapActivities?: (activities: TeardownActivities) => TeardownActivities;
  /** What the worker may do, and whom it tells. */
  readonly activities?: Pick<TeardownActivityOptions, 'allowLists' | 'notify' | 'remindBeforeMs' | 'records'>;
  /** How it keeps records of deletions in the bucket `RECORDS` of the emulator; default: not. */
  readonly records?: RecordKeeping;
  /** Default: the server of the whole run. */
  readonly address?: string;
  /** Default: the one that has the search attributes of runs. */
  readonly namespace?: string;
  /** Whether runs have search attributes, if the namespace has them; default: yes. */
  readonly searchable?: boolean;
  /** The workflows as they are where payloads are encrypted, or not; default: not. */
  readonly workflows?: PayloadKind;
  /** Whether it handles workflow tasks; default: yes. Without, it only does activities. */
  readonly workflowTasks?: boolean;
  /** Whether it serves Nexus too; default: no. */
  readonly nexus?: boolean;
  /** Whose worker this one works beside; default: a task queue and an emulator of its own. */
  readonly beside?: Pick<Harness, 'taskQueue' | 'emulator'>;
}

/** A real worker on the real server, with the real AWS SDK talking to the emulator over HTTP. */
export async function startHarness({
  emulator: options,
  intervalMs = 50,
  activities = {},
  records: keeping,
  aws: calling = {},
  wrapAws = (aws) => aws,
  wrapActivities = (it) => it,
  beside,
  nexus = false,
  workflowTasks = true,
  workflows = 'plain',
  namespace = 'default',
  searchable = true,
  address = process.env['TEMPORAL_ADDRESS'] ?? '',
}: HarnessOptions = {}): Promise<Harness> {
  const [connection, nativeConnection, emulator] = await Promise.all([
    // A page of history may be larger than the 4 MB that gRPC allows by default.
    Connection.connect({ address, channelArgs: { 'grpc.max_receive_message_length': -1 } }),
    NativeConnection.connect({ address }),
    beside?.emulator ?? startEmulator({ durations: QUICK, ...options }),
  ]);
  const client = new Client({ connection, namespace });
  const taskQueue = beside?.taskQueue ?? `test-${randomUUID()}`;
  const aws = createAwsClients({
    endpoint: emulator.url,
    credentials: CREDENTIALS,
    ...calling,
  });
  if (!beside) emulator.addBucket(RECORDS.bucket, RECORDS.region);
  const records = openRecords(RECORDS, { endpoint: emulator.url, credentials: CREDENTIALS });
  const worker = await createTestWorker({
    connection: nativeConnection,
    namespace,
    taskQueue,
    ...(workflowTasks && { workflowBundle: workflowBundle(workflows) }),
    activities: wrapActivities(
      createTeardownActivities(wrapAws(aws), {
        ...(keeping && { records: { keeping, write: recordWriter(records) } }),
        ...activities,
        interval: () => intervalMs,
        ...(searchable && { searchable: createSearchAttributeCheck() }),
      }),
    ),
    ...(nexus && { nexusServices: [createModelTeardownHandler()] }),
  });
  const running = worker.run();

  return {
    client,
    emulator,
    taskQueue,
    async addModel({ feature = 'CUSTOM_LABELS', projectArn, name = 'v1', ...seed } = {}) {
      const project = projectArn ?? (await emulator.addProject({ name: `project-${randomUUID()}`, feature }));
      return (await emulator.addModel({ projectArn: project, name, ...seed })) as ProjectVersionArn;
    },
    start: (request) =>
      client.workflow.start<typeof teardownModel>('teardownModel', {
        taskQueue,
        workflowId: teardownModelWorkflowId(arnOf(request)),
        args: [request as ProjectVersionArn],
      }),
    startProject: (request, workflowId) =>
      client.workflow.start<typeof teardownProject>('teardownProject', {
        taskQueue,
        workflowId: workflowId ?? teardownProjectWorkflowId(projectArnOf(request)),
        args: [request as ProjectArn],
      }),
    progress: (handle) => handle.query<TeardownProgress>('progress'),
    operations: (arn) => operationsAbout(emulator, arn),
    changes: (arn) => operationsAbout(emulator, arn).filter((it) => !/^(Describe|Get)/.test(it)),
    reaches: (handle, phase) =>
      eventually(async () => {
        assert.equal((await handle.query<TeardownProgress>('progress')).phase, phase);
      }),
    async close() {
      worker.shutdown();
      await running;
      try {
        // Whatever has happened in the runs of a test, a worker that takes them over must come to the same commands.
        const code = { workflowBundle: workflowBundle(workflows) };
        assert.deepEqual(await replayRuns(client, code, `TaskQueue = '${taskQueue}'`), []);
      } finally {
        await Promise.all([connection.close(), nativeConnection.close(), beside ?? emulator.close()]);
      }
    },
  };
}

function operationsAbout({ calls }: Emulator, arn: string): string[] {
  const name = parseProjectVersionArn(arn)?.projectName ?? '';
  return calls
    .filter(({ input, operation }) => input.includes(name) && operation !== 'ListTagsForResource')
    .map(({ operation }) => operation);
}

function projectArnOf(request: unknown): ProjectArn {
  const arn = typeof request === 'string' ? request : (request as { projectArn: string }).projectArn;
  return arn as ProjectArn;
}

function arnOf(request: unknown): ProjectVersionArn {
  const arn =
    typeof request === 'string' ? request : (request as { projectVersionArn: string }).projectVersionArn;
  return arn as ProjectVersionArn;
}
