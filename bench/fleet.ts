// Many teardowns at a time, against an emulator that enforces AWS's quota of 5 calls a second: `npm run bench`. The
// contenders run one after the other on the same machine, the Temporal ones on the development server.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createTeardownActivities } from '../activities/index.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { teardownModelWorkflowId } from '../contract/names.js';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { createAwsClients } from '../worker/aws-clients.js';
import { createNaiveActivities } from './naive/activities.js';
import { tearDownByScript } from './naive/script.js';
import { percentile, printTable } from './table.js';

const SIZE = Number(process.argv[2] ?? 500);
const MINUTE = 60_000;
/** Who has not finished by then is stopped. */
const LIMIT_MS = Number(process.argv[3] ?? 10) * MINUTE;
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const PROJECTS_PER_ACCOUNT = 5;
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'EXAMPLEKEY' };

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const connection = await Connection.connect({ address: server.address });
const nativeConnection = await NativeConnection.connect({ address: server.address });
const client = new Client({ connection });

interface Started {
  /** One for each teardown. */
  readonly running: readonly Promise<unknown>[];
  readonly stop: () => Promise<void>;
}

interface Contender {
  readonly name: string;
  start(emulator: Emulator, arns: readonly string[]): Promise<Started>;
}

const clientOf = (endpoint: string) => {
  const clients = new Map<string, RekognitionClient>();
  return (arn: string) => {
    const accountId = arn.split(':')[4] ?? '';
    const credentials = { ...CREDENTIALS, accessKeyId: `ASIA${accountId}` };
    const found =
      clients.get(accountId) ?? new RekognitionClient({ endpoint, region: 'eu-west-1', credentials });
    clients.set(accountId, found);
    return found;
  };
};

function onTemporal(
  name: string,
  type: string,
  id: (arn: string) => string,
  worker: (url: string) => Promise<Worker>,
) {
  return {
    name,
    async start(emulator: Emulator, arns: readonly string[]) {
      const working = await worker(emulator.url);
      const run = working.run();
      const { taskQueue } = working.options;
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
    },
  };
}

const bundle = (path: string) =>
  bundleWorkflowCode({
    workflowsPath: new URL(path, import.meta.url).pathname,
    logger: new DefaultLogger('ERROR'),
  });

const CONTENDERS: readonly Contender[] = [
  onTemporal(
    'rekognition-teardown',
    'teardownModel',
    (arn) => teardownModelWorkflowId(arn as ProjectVersionArn),
    async (endpoint) =>
      Worker.create({
        connection: nativeConnection,
        taskQueue: 'ours',
        workflowBundle: await bundle('../workflows/index.ts'),
        maxConcurrentActivityTaskExecutions: 2000,
        activities: createTeardownActivities(
          createAwsClients({
            foreignEndpoint: false,
            endpoint,
            credentials: CREDENTIALS,
            role: { arn: 'arn:aws:iam::{account}:role/model-teardown' },
            quotaShare: 0.6,
          }),
        ),
      }),
  ),
  onTemporal(
    'naive workflow',
    'naiveTeardown',
    (arn) => `naive/${arn}`,
    async (endpoint) =>
      Worker.create({
        connection: nativeConnection,
        taskQueue: 'naive',
        workflowBundle: await bundle('naive/workflows.ts'),
        activities: createNaiveActivities(clientOf(endpoint)),
      }),
  ),
  {
    name: 'plain SDK script',
    async start({ url }, arns) {
      const over = new AbortController();
      setMaxListeners(0, over.signal);
      const activities = createNaiveActivities(clientOf(url));
      const running = arns.map((arn) => tearDownByScript(activities, arn, over.signal));
      return {
        running,
        async stop() {
          over.abort();
          await Promise.allSettled(running);
        },
      };
    },
  },
];

async function measure(contender: Contender): Promise<string[]> {
  const emulator = await startEmulator({ callsPerSecond: 5 });
  const arns: string[] = [];
  for (let n = 0; n < SIZE; n += 1) {
    const accountId = ACCOUNTS[n % ACCOUNTS.length] ?? '';
    const project = `project-${Math.floor(n / ACCOUNTS.length) % PROJECTS_PER_ACCOUNT}`;
    const known = arns.find((arn) => arn.includes(`:${accountId}:project/${project}/`));
    const projectArn =
      (known && (await emulator.projectOf(known))) ??
      (await emulator.addProject({ name: project, accountId }));
    arns.push(await emulator.addModel({ projectArn, name: `v${n}`, status: 'RUNNING' }));
  }
  const began = Date.now();
  const { running, stop } = await contender.start(emulator, arns);
  let [finished, failed] = [0, 0];
  const all = Promise.all(
    running.map((it) =>
      it.then(
        () => (finished += 1),
        () => (failed += 1),
      ),
    ),
  );
  const timer = new AbortController();
  await Promise.race([all, sleep(LIMIT_MS, undefined, { signal: timer.signal })]);
  timer.abort();
  const tookMs = Date.now() - began;
  const ended = `${finished} of ${SIZE}${failed > 0 ? `, ${failed} failed` : ''}`;
  await stop();
  const calls = [...emulator.calls];
  await emulator.close();

  const throttles = calls.filter(({ error }) => error === 'ProvisionedThroughputExceededException');
  const accepted = (operation: string) =>
    calls.filter((call) => call.operation === operation && call.statusCode === 200);
  const untilStop = accepted('StopProjectVersion').map(({ at }) => at - began);
  const seconds = (ms: number) => (Number.isNaN(ms) ? '' : `${Math.round(ms / 1000)} s`);
  return [
    contender.name,
    ended,
    seconds(tookMs),
    `${calls.length}`,
    `${Math.round(calls.length / (tookMs / MINUTE))}`,
    `${throttles.length}`,
    seconds(percentile(untilStop, 0.5)),
    seconds(percentile(untilStop, 0.99)),
    (finished / (tookMs / MINUTE)).toFixed(0),
  ];
}

const rows: string[][] = [];
for (const contender of CONTENDERS) rows.push(await measure(contender));
printTable(
  `${SIZE} running models of ${ACCOUNTS.length} accounts at a time, 5 calls a second and operation, Stop takes 2 min`,
  [
    'who',
    'finished',
    'after',
    'AWS calls',
    'a minute',
    'throttled',
    'to Stop p50',
    'p99',
    'teardowns a minute',
  ],
  rows,
);
await Promise.all([connection.close(), nativeConnection.close()]);
await server.stop();
