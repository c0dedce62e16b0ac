// How soon a worker works: from the start of its process until it polls: `npm run bench`. All run compiled, in turns.
import { startEmulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { NAMES, startContender, type ContenderName } from './contender-process.js';
import { startPostgres } from '../local-stack/postgres.js';
import { percentile, printTable } from '../scripts/table.js';

const ROUNDS = Number(process.argv[2] ?? 10);

const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const [emulator, postgres] = await Promise.all([startEmulator(), startPostgres()]);
const env = {
  TEMPORAL_ADDRESS: server.address,
  AWS_ENDPOINT_URL: emulator.url,
  DBOS_SYSTEM_DATABASE_URL: postgres?.url,
};
const samples = new Map<ContenderName, number[]>([
  ['ours', []],
  ['bare', []],
  ['naive', []],
  ...(postgres ? [['dbos', []] as [ContenderName, number[]]] : []),
]);
// The first start of each finds a cold disk, and no tables.
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [name, values] of samples) {
    const contender = await startContender(name, env);
    if (round >= 0) values.push(contender.readyAfterMs);
    await contender.stop();
  }
}
const naive = percentile(samples.get('naive') ?? [], 0.5);
printTable(
  `Worker cold start, ${ROUNDS} rounds`,
  ['who', 'p50', 'p99', 'p50 to naive'],
  [...samples].map(([name, values]) => [
    NAMES[name],
    `${Math.round(percentile(values, 0.5))} ms`,
    `${Math.round(percentile(values, 0.99))} ms`,
    (percentile(values, 0.5) / naive).toFixed(2),
  ]),
);
await Promise.all([server.stop(), emulator.close(), postgres?.stop()]);
