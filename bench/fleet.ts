// Many teardowns at a time, against an emulator that enforces AWS's quota of 5 calls a second: `npm run bench`. The
// contenders run one after the other on the same machine, the Temporal ones on the development server.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { startEmulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { contenders, type Contender } from './fleet-contenders.js';
import { startPostgres } from '../local-stack/postgres.js';
import { percentile, printTable } from '../scripts/table.js';

const SIZE = Number(process.argv[2] ?? 500);
const MINUTE = 60_000;
/** Who has not finished by then is stopped. */
const LIMIT_MS = Number(process.argv[3] ?? 10) * MINUTE;
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const PROJECTS_PER_ACCOUNT = 5;
const STOPPING_MS = 2 * MINUTE;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const connection = await Connection.connect({ address: server.address });
const nativeConnection = await NativeConnection.connect({ address: server.address });
const client = new Client({ connection });
const postgres = await startPostgres();
if (!postgres) console.log('DBOS Transact is left out: no PostgreSQL is installed here.');

async function measure(contender: Contender): Promise<string[]> {
  const emulator = await startEmulator({ callsPerSecond: 5, durations: { stopping: STOPPING_MS } });
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
  const start = await contender.prepare(emulator);
  const began = Date.now();
  const { running, stop } = await start(arns);
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
  const stoppedAt = new Map(accepted('StopProjectVersion').map(({ input, at }) => [input, at + STOPPING_MS]));
  const lags = accepted('DeleteProjectVersion').map(({ input, at }) => at - (stoppedAt.get(input) ?? NaN));
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
    seconds(percentile(lags, 0.5)),
    (finished / (tookMs / MINUTE)).toFixed(0),
  ];
}

const rows: string[][] = [];
for (const contender of contenders(client, nativeConnection, postgres?.url)) {
  rows.push(await measure(contender));
}
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
    'stopped to Delete p50',
    'teardowns a minute',
  ],
  rows,
);
await Promise.all([connection.close(), nativeConnection.close()]);
await Promise.all([server.stop(), postgres?.stop()]);
