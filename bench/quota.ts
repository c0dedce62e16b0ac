// How workers share AWS's quota while their number changes: `npm run bench`. Many models wait for Delete, of which the
// emulator allows five a second; all workers together may use 0.6 of that. Prints the Deletes of each ten seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { ProjectVersionArn } from '../contract/arn.js';
import { teardownModelWorkflowId } from '../contract/names.js';
import { startEmulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { printTable } from '../scripts/table.js';
import { startContender } from './contender-process.js';

const MODELS = 600;
const SLICE_MS = 10_000;
const QUOTA = 5;

const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const emulator = await startEmulator({ callsPerSecond: QUOTA, durations: { deleting: 1000 } });
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });
const startWorker = () =>
  startContender('ours', {
    TEMPORAL_ADDRESS: server.address,
    AWS_ENDPOINT_URL: emulator.url,
    TEARDOWN_QUOTA_SHARE: '0.6',
  });

const projectArn = await emulator.addProject({ name: 'shelves' });
const arns = await Promise.all(
  Array.from({ length: MODELS }, (_, n) =>
    emulator.addModel({ projectArn, name: `v${n}`, status: 'STOPPED' }),
  ),
);
await Promise.all(
  arns.map((arn) =>
    client.workflow.start('teardownModel', {
      taskQueue: 'model-teardown',
      workflowId: teardownModelWorkflowId(arn as ProjectVersionArn),
      args: [arn],
    }),
  ),
);

const rows: string[][] = [];
async function measure(what: string, slices: number): Promise<void> {
  for (let slice = 0; slice < slices; slice += 1) {
    const from = Date.now();
    await sleep(SLICE_MS);
    const calls = emulator.calls.filter(({ at }) => at >= from);
    const deletes = calls.filter((it) => it.operation === 'DeleteProjectVersion' && it.statusCode === 200);
    const throttled = calls.filter(({ error }) => error === 'ProvisionedThroughputExceededException');
    const seconds = `${(slice * SLICE_MS) / 1000} s`;
    const rate = (deletes.length / (SLICE_MS / 1000)).toFixed(1);
    rows.push([slice === 0 ? what : '', seconds, rate, `${throttled.length}`]);
  }
}

const first = await startWorker();
await measure('one worker', 4);
const others = [await startWorker(), await startWorker()];
await measure('two more', 5);
others[0]?.child.kill('SIGKILL');
others[1]?.child.kill('SIGTERM');
await measure('one of them killed, one shut down', 7);
printTable(
  `Deletes a second of ${MODELS} models, ${0.6 * QUOTA} allowed`,
  ['workers', 'since then', 'Deletes a second', 'throttled'],
  rows,
);
await first.stop();
await connection.close();
await Promise.all([emulator.close(), server.stop()]);
process.exit(0);
