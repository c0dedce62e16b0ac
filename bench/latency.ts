// How soon a running model is stopped: from the accepted request to StopProjectVersion at AWS, on an idle worker and
// the development server: `npm run bench`. The contenders take turns, so that both meet the same machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { startEmulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { CONTENDERS, start, type Contender } from './contenders.js';
import { percentile, printTable } from '../scripts/table.js';

const ROUNDS = Number(process.argv[2] ?? 60);
const WARM_UP = 5;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const emulator = await startEmulator({ durations: { stopping: 3_600_000 } });
const { address } = server;
const connection = await Connection.connect({ address });
const nativeConnection = await NativeConnection.connect({ address });
const client = new Client({ connection });
const workers = await Promise.all(CONTENDERS.map((it) => it.createWorker(nativeConnection, emulator.url)));
const running = workers.map((worker) => worker.run());

async function untilStop(contender: Contender): Promise<number> {
  const projectArn = await emulator.addProject({ name: `project-${emulator.calls.length}` });
  const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
  const handle = await start(client, contender, arn);
  const accepted = Date.now();
  for (;;) {
    const stop = emulator.calls.find((it) => it.operation === 'StopProjectVersion' && it.input.includes(arn));
    if (stop) {
      await handle.terminate();
      await emulator.removeProject(projectArn);
      return stop.at - accepted;
    }
    await sleep(2);
  }
}

const samples = new Map<Contender, number[]>(CONTENDERS.map((contender) => [contender, []]));
for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
  for (const contender of CONTENDERS) {
    const latency = await untilStop(contender);
    if (round >= WARM_UP) samples.get(contender)?.push(latency);
  }
}

const naive = percentile(samples.get(CONTENDERS[1] as Contender) ?? [], 0.5);
printTable(
  `Request accepted -> StopProjectVersion at AWS, ${ROUNDS} rounds`,
  ['who', 'p50', 'p99', 'p50 to naive'],
  [...samples].map(([{ name }, values]) => [
    name,
    `${percentile(values, 0.5)} ms`,
    `${percentile(values, 0.99)} ms`,
    (percentile(values, 0.5) / naive).toFixed(2),
  ]),
);

for (const worker of workers) worker.shutdown();
await Promise.all(running);
await Promise.all([connection.close(), nativeConnection.close(), emulator.close()]);
await server.stop();
