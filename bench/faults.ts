// What becomes of a teardown if something goes wrong, for this project and others like it: each scenario is run by all of
// them side by side, against emulators of their own over HTTP.
import { Client, Connection } from '@temporalio/client';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startPostgres } from '../local-stack/postgres.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { printTable } from '../scripts/table.js';
import { NAMES } from './contender-process.js';
import { allContenders } from './faults/all-contenders.js';
import { countLines } from './faults/count-lines.js';
import { installPeers } from './faults/install-peers.js';
import { measureAll, type Measured } from './faults/measure.js';
import { startRestate } from './faults/restate-server.js';
import { SCENARIOS } from './faults/scenarios.js';

/** Where a process that is killed takes with it what AWS would have kept. */
const NOT_MEASURED = 'not measured';
const ONLY = process.argv[2]?.split(',');

const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const connection = await Connection.connect({ address: server.address });
const postgres = await startPostgres();
if (!postgres) console.log('DBOS Transact is left out: no PostgreSQL is installed here.');
const restate = (await installPeers()) ? await startRestate() : undefined;
const contenders = allContenders({
  temporal: new Client({ connection }),
  temporalAddress: server.address,
  databaseUrl: postgres?.url,
  restate,
}).filter(({ name }) => ONLY?.includes(name) ?? true);

const results: (readonly (Measured | undefined)[])[] = [];
for (const scenario of SCENARIOS) {
  results.push(await measureAll(scenario, contenders));
  console.log(`Done: ${scenario.what}`);
}
await connection.close();
await Promise.all([server.stop(), postgres?.stop(), restate?.stop()]);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const cell = (it: Measured | undefined) => (it ? `${it.end}, ${seconds(it.tookMs)}` : NOT_MEASURED);
printTable(
  'How each teardown ended',
  ['who', ...SCENARIOS.map(({ what }) => what)],
  contenders.map(({ name }, who) => [NAMES[name], ...results.map((result) => cell(result[who]))]),
);
printTable(
  'Each of them',
  ['scenario', 'who', 'ended', 'after', 'the model is', 'AWS calls', 'last error'],
  SCENARIOS.flatMap(({ what }, scenario) =>
    contenders.flatMap(({ name }, who) => {
      const it = results[scenario]?.[who];
      return it ? [[what, NAMES[name], it.end, seconds(it.tookMs), it.model, `${it.calls}`, it.why]] : [];
    }),
  ),
);
printTable(
  'The contenders',
  ['who', 'lines', 'events without a fault', 'retries'],
  await Promise.all(
    contenders.map(async ({ name, form, retries }, who) => [
      NAMES[name],
      `${await countLines(form)}`,
      `${results[0]?.[who]?.events ?? ''}`,
      retries,
    ]),
  ),
);
