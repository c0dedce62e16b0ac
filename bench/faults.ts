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
import { measureAll, type Measured } from './faults/measure.js';
import { SCENARIOS } from './faults/scenarios.js';

const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
const connection = await Connection.connect({ address: server.address });
const postgres = await startPostgres();
if (!postgres) console.log('DBOS Transact is left out: no PostgreSQL is installed here.');
const contenders = allContenders(new Client({ connection }), server.address, postgres?.url);

const results: (readonly Measured[])[] = [];
for (const scenario of SCENARIOS) {
  results.push(await measureAll(scenario, contenders));
  console.log(`Done: ${scenario.what}`);
}
await connection.close();
await Promise.all([server.stop(), postgres?.stop()]);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
printTable(
  'How each teardown ended',
  ['who', ...SCENARIOS.map(({ what }) => what)],
  contenders.map(({ name }, who) => [
    NAMES[name],
    ...results.map((result) => `${result[who]?.end}, ${seconds(result[who]?.tookMs ?? 0)}`),
  ]),
);
printTable(
  'Each of them',
  ['scenario', 'who', 'ended', 'after', 'the model is', 'AWS calls', 'last error'],
  SCENARIOS.flatMap(({ what }, scenario) =>
    contenders.map(({ name }, who) => {
      const it = results[scenario]?.[who];
      const figures = it ? [it.end, seconds(it.tookMs), it.model, `${it.calls}`, it.why] : [];
      return [what, NAMES[name], ...figures];
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
